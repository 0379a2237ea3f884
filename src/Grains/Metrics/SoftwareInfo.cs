namespace Fleet.Grains.Metrics;

/// <summary>A <see cref="SoftwareKey"/> between grains.</summary>
[GenerateSerializer]
[Immutable]
[Alias("fleet.SoftwareInfo")]
public sealed record SoftwareInfo([property: Id(0)] string Type, [property: Id(1)] string Version);
