namespace Fleet.Grains.Alerts;

/// <summary>One thing that differs between the alerts of a project and those that are to be there.</summary>
/// <param name="Before">Null for one that is new.</param>
/// <param name="After">Null for one that goes.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.AlertChange")]
public sealed record AlertChange([property: Id(0)] AlertDefinition? Before, [property: Id(1)] AlertDefinition? After);

/// <summary>What alerts that are to be there come to.</summary>
/// <param name="Changes">By name.</param>
/// <param name="Unchanged">Alerts that are there already, as they are to be.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.AlertApplication")]
public sealed record AlertApplication([property: Id(0)] IReadOnlyList<AlertChange> Changes, [property: Id(1)] int Unchanged);
