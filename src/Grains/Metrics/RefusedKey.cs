namespace Fleet.Grains.Metrics;

/// <summary>A key that a project had no room for.</summary>
/// <param name="Key">Lower case.</param>
/// <param name="Refused">How often a table with it was refused, since it is in the sample.</param>
/// <param name="FirstAtMs">Milliseconds since 1970 UTC.</param>
/// <param name="LastAtMs">Milliseconds since 1970 UTC.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.RefusedKey")]
public sealed record RefusedKey(
    [property: Id(0)] string Key, [property: Id(1)] long Refused, [property: Id(2)] long FirstAtMs, [property: Id(3)] long LastAtMs);
