using System.Collections.Frozen;

namespace Fleet.Grains.Metrics;

/// <summary>A series, and what it is made of.</summary>
/// <param name="Points">By start.</param>
/// <param name="Reports">Of all points.</param>
/// <param name="Devices">Distinct devices of all points.</param>
/// <param name="StaleBuckets">Buckets of the range whose parts have moved on and which are not merged again yet.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.SeriesAnswer")]
public sealed record SeriesAnswer(
    [property: Id(0)] IReadOnlyList<SeriesPoint> Points,
    [property: Id(1)] long Reports,
    [property: Id(2)] long Devices,
    [property: Id(3)] int StaleBuckets = 0)
{
    /// <summary>Reports that do not count, since the metric's valid range does not hold their values: how many, by the start of their bucket.</summary>
    [Id(4)]
    public IReadOnlyDictionary<long, long> SetApart { get; init; } = FrozenDictionary<long, long>.Empty;

    /// <summary>
    /// Starts of the buckets, by time, that were made under another valid range and hold a value of which this one says otherwise: the points of these
    /// are as they were made.
    /// </summary>
    [Id(5)]
    public IReadOnlyList<long> OtherRange { get; init; } = [];

    /// <summary>Buckets that were made under another valid range and were counted again.</summary>
    [Id(7)]
    public int Recounted { get; init; }

    /// <summary>Distinct devices of the other buckets.</summary>
    [Id(6)]
    public long DevicesOfRange { get; init; }

    /// <summary>All reports that do not count.</summary>
    public long OutOfRange => SetApart.Values.Sum();
}
