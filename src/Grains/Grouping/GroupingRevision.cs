namespace Fleet.Grains.Grouping;

/// <summary>Rules as somebody set them. Stored as JSON by field name.</summary>
/// <param name="Revision">1, 2, 3 ... of the project; 0 for those of a project whose people set none.</param>
/// <param name="Text">See <c>GroupingRules</c>.</param>
/// <param name="By">Who.</param>
/// <param name="AtMs">Milliseconds since 1970 UTC.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.GroupingRevision")]
public sealed record GroupingRevision([property: Id(0)] long Revision, [property: Id(1)] string Text, [property: Id(2)] string By, [property: Id(3)] long AtMs);
