namespace Fleet.Grains.Columns;

/// <summary>A report's value of one metric that no file has yet.</summary>
[GenerateSerializer]
[Immutable]
[Alias("fleet.TailRow")]
public readonly record struct TailRow(
    [property: Id(0)] long DeviceId,
    [property: Id(1)] string Serial,
    [property: Id(2)] long EndMs,
    [property: Id(3)] string Cohort,
    [property: Id(4)] string SoftwareType,
    [property: Id(5)] string SoftwareVersion,
    [property: Id(6)] double Value,
    [property: Id(7)] double Min,
    [property: Id(8)] double Max,
    [property: Id(9)] long Samples,
    [property: Id(10)] byte[] Sketch);
