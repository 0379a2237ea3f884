namespace Fleet.Grains.Management;

/// <summary>What went wrong with one device.</summary>
[GenerateSerializer]
[Immutable]
[Alias("fleet.BulkError")]
public sealed record BulkError([property: Id(0)] string Serial, [property: Id(1)] string Problem);
