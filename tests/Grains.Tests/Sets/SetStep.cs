using CsCheck;

namespace Fleet.Grains.Tests.Sets;

/// <summary>One thing that happens to a random fleet with device sets.</summary>
internal abstract record SetStep
{
    private static readonly string[] Filters =
    [
        "", "metric.temperature > 20", "temperature > 20 and attribute.region = eu", "software_version < 1.2", "last_seen > 2h ago",
        "not (last_seen > 1h ago or software_version = 1.1)", "humidity >= 0 or state = hot", "attribute.region in (eu, us) and restarts != 3",
        "serial ~ \"d[0-2]\" or serial ^= d1", "region = eu", "first_seen < 3h ago",
    ];

    private static readonly Gen<int> AnyDevice = Gen.Int[0, 5];

    private static readonly Gen<int> AnySet = Gen.Int[0, 3];

    private static readonly Gen<SetStep> Report = Gen.Select(AnyDevice, Gen.Int[0, 2], Gen.Int[0, 60], Gen.Bool, (device, version, value, isWet) =>
        (SetStep)new Send(device, version, value, isWet));

    private static readonly Gen<SetStep> Define = Gen.Select(AnySet, Gen.Int[0, Filters.Length - 1].Select(i => Filters[i]), (set, filter) => (SetStep)new Put(set, filter));

    /// <summary>A device sends a report, of other metrics if wet.</summary>
    public sealed record Send(int Device, int Version, double Value, bool IsWet) : SetStep;

    /// <summary>A device tells its region; null that it has none.</summary>
    public sealed record Move(int Device, string? Region) : SetStep;

    /// <summary>A set is created, or gets another filter.</summary>
    public sealed record Put(int Set, string Filter) : SetStep;

    public sealed record Delete(int Set) : SetStep;

    /// <summary>Hours in quarters.</summary>
    public sealed record Pass(int Quarters) : SetStep;

    /// <summary>The read models are thrown away, to be made again from the log.</summary>
    public sealed record Rebuild : SetStep;

    /// <summary>At the same time.</summary>
    public sealed record Together(SetStep[] Steps) : SetStep;

    public static Gen<SetStep[]> Sequence { get; } = Gen.Frequency(
        (8, Report),
        (4, Gen.Select(AnyDevice, Gen.Int[0, 2].Select(i => i == 0 ? null : i == 1 ? "eu" : "us"), (device, region) => (SetStep)new Move(device, region))),
        (4, Define),
        (1, AnySet.Select(set => (SetStep)new Delete(set))),
        (2, Gen.Int[1, 6].Select(quarters => (SetStep)new Pass(quarters))),
        (1, Gen.Const((SetStep)new Rebuild())),
        (4, Gen.Select(Report.Array[1, 6], Define.Array[1, 2], (reports, sets) => (SetStep)new Together([.. reports, .. sets])))).Array[10, 40];
}
