namespace Fleet.Grains.Grouping;

/// <summary>A project's rules of grouping.</summary>
/// <param name="Now">Those that hold.</param>
/// <param name="Former">The last before them, the newest first.</param>
/// <param name="Regrouping">How far the stored traces are; null when all of them have followed.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.GroupingSetting")]
public sealed record GroupingSetting(
    [property: Id(0)] GroupingRevision Now, [property: Id(1)] IReadOnlyList<GroupingRevision> Former, [property: Id(2)] RegroupProgress? Regrouping);
