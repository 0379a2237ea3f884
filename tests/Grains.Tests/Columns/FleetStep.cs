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
    public sealed record Send(int Device, int Number, long AgeMs, int Version, double Value, double[] Latencies) : FleetStep;

    /// <summary>What waits is written into files.</summary>
    public sealed record Flush(int Shard) : FleetStep;

    /// <summary>Files are merged.</summary>
    public sealed record Merge : FleetStep;

    /// <summary>Partials of closed buckets are made one.</summary>
    public sealed record Compact : FleetStep;

    /// <summary>The read models are thrown away, to be made again from the log.</summary>
    public sealed record Rebuild : FleetStep;

    public static Gen<FleetStep[]> Sequence { get; } = Gen.Frequency(
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
        (2, Gen.Const((FleetStep)new Compact())),
        (1, Gen.Const((FleetStep)new Rebuild()))).Array[1, 90];
}
