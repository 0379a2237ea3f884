using CsCheck;

namespace Fleet.Grains.Tests.Alerts;

/// <summary>One thing that happens to a random fleet with alerts.</summary>
internal abstract record AlertStep
{
    /// <summary>A device sends a report, which it may have captured long ago. What follows is looked at, or is only with the next.</summary>
    public sealed record Send(int Device, int MinutesAgo, double Temperature, bool IsLookedAt) : AlertStep;

    public sealed record Pass(int Minutes) : AlertStep;

    /// <summary>The read models are thrown away, to be made again from the log.</summary>
    public sealed record Rebuild : AlertStep;

    public static Gen<AlertStep[]> Sequence { get; } = Gen.Frequency(
        (10, Gen.Select(Gen.Int[0, 2], Gen.Frequency((3, Gen.Const(0)), (1, Gen.Int[0, 300])), Gen.Int[0, 60], Gen.Bool, (device, ago, temperature, isLookedAt) => (AlertStep)new Send(device, ago, temperature, isLookedAt))),
        (5, Gen.Int[1, 90].Select(minutes => (AlertStep)new Pass(minutes))),
        (1, Gen.Const((AlertStep)new Rebuild()))).Array[10, 40];
}
