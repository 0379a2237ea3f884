using CsCheck;

namespace Fleet.Grains.Tests.Columns;

/// <summary>One thing that happens to a random fleet.</summary>
internal abstract record FleetStep
{
    /// <summary>A device sends a report, perhaps for the second time.</summary>
    /// <param name="Device">Which.</param>
    /// <param name="Number">Of the entry; one that the device used before is sent again.</param>
    /// <param name="AgeMs">How long ago it was captured; negative for a clock that runs ahead.</param>
    /// <param name="Version">Of the software that runs now.</param>
    /// <param name="Value">Whole quarters, so that sums are exact in any order.</param>
    /// <param name="Latencies">Samples of the timer.</param>
    /// <param name="ByOtherKeys">Whether the software calls its metrics by their other names.</param>
    public sealed record Send(int Device, int Number, long AgeMs, int Version, double Value, double[] Latencies, bool ByOtherKeys = false) : FleetStep;

    /// <summary>An operator says which values of a metric are valid.</summary>
    /// <param name="Metric">By its first name.</param>
    /// <param name="Min">Least.</param>
    /// <param name="Max">Greatest.</param>
    /// <param name="Elsewhere">In another process, of which this one does not hear.</param>
    public sealed record SetRange(string Metric, double? Min, double? Max, bool Elsewhere) : FleetStep;

    /// <summary>An operator gives a metric its other name, or the first one again.</summary>
    public sealed record Rename(string Metric, bool ToOther) : FleetStep;

    /// <summary>The read models have what was sent so far.</summary>
    public sealed record Settle : FleetStep;

    /// <summary>What waits is written into files.</summary>
    public sealed record Flush(int Shard) : FleetStep;

    /// <summary>Files are merged.</summary>
    public sealed record Merge : FleetStep;

    /// <summary>A device is deleted; it may come back.</summary>
    public sealed record Delete(int Device) : FleetStep;

    /// <summary>Partials of closed buckets are made one.</summary>
    public sealed record Compact : FleetStep;

    /// <summary>The read models are thrown away, to be made again from the log.</summary>
    public sealed record Rebuild : FleetStep;

    private static readonly Gen<string> AnyMetric = Gen.Int[0, 2].Select(i => new[] { "temperature", "restarts", "latency" }[i]);

    private static readonly Gen<double?> End = Gen.Frequency((1, Gen.Const((double?)null)), (3, Gen.Int[-50, 150].Select(v => (double?)v)));

    /// <summary>As <see cref="Sequence"/> without deletions, with metrics that are renamed and have valid ranges.</summary>
    public static Gen<FleetStep[]> WithDefinitions { get; } = Gen.Frequency(
        (20, Gen.Select(
            Gen.Select(Gen.Int[0, 7], Gen.Int[1, 30], Gen.Bool),
            Gen.Long[-EmbeddedFleet.Hour, 4 * EmbeddedFleet.Day],
            Gen.Int[0, 2],
            Gen.Int[-400, 400].Select(quarters => quarters / 4.0),
            Gen.Int[1, 1_500].Select(eighths => eighths / 8.0).Array[0, 3],
            (who, age, version, value, latencies) => (FleetStep)new Send(who.Item1, who.Item2, age, version, value, latencies, who.Item3))),
        (5, Gen.Select(AnyMetric, End, End, Gen.Bool, (metric, a, b, elsewhere) =>
            (FleetStep)(a > b ? new SetRange(metric, b, a, elsewhere) : new SetRange(metric, a, b, elsewhere)))),
        (2, Gen.Select(AnyMetric, Gen.Bool, (metric, toOther) => (FleetStep)new Rename(metric, toOther))),
        (3, Gen.Const((FleetStep)new Settle())),
        (2, Gen.Int[0, 3].Select(shard => (FleetStep)new Flush(shard))),
        (1, Gen.Const((FleetStep)new Merge())),
        (2, Gen.Const((FleetStep)new Compact())),
        (1, Gen.Const((FleetStep)new Rebuild()))).Array[1, 90];

    public static Gen<FleetStep[]> Sequence(bool withDeletions) => Gen.Frequency(
        (20, Gen.Select(
            Gen.Int[0, 7],
            Gen.Int[1, 30],
            Gen.Long[-EmbeddedFleet.Hour, 4 * EmbeddedFleet.Day],
            Gen.Int[0, 2],
            Gen.Int[-400, 400].Select(quarters => quarters / 4.0),
            Gen.Int[1, 2_000].Select(eighths => eighths / 8.0).Array[0, 3],
            (device, number, age, version, value, latencies) => (FleetStep)new Send(device, number, age, version, value, latencies))),
        (3, Gen.Int[0, 3].Select(shard => (FleetStep)new Flush(shard))),
        (1, Gen.Const((FleetStep)new Merge())),
        (withDeletions ? 1 : 0, Gen.Int[0, 7].Select(device => (FleetStep)new Delete(device))),
        (2, Gen.Const((FleetStep)new Compact())),
        (1, Gen.Const((FleetStep)new Rebuild()))).Array[1, 90];
}
