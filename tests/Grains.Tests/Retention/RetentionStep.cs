using CsCheck;
using Fleet.Domain.Retention;

namespace Fleet.Grains.Tests.Retention;

/// <summary>One thing that happens to a random fleet that keeps things for days only.</summary>
internal abstract record RetentionStep
{
    /// <summary>A device sends a report, a reboot, and a piece of its log, all captured at one time.</summary>
    /// <param name="Device">Which.</param>
    /// <param name="AgeMs">How long ago they were captured.</param>
    /// <param name="Value">Of the counter.</param>
    public sealed record Send(int Device, long AgeMs, int Value) : RetentionStep;

    /// <summary>Time passes.</summary>
    public sealed record Pass(long Ms) : RetentionStep;

    /// <summary>A kind is kept for another time.</summary>
    public sealed record Keep(RetentionKind Kind, int Days) : RetentionStep;

    /// <summary>Retention runs.</summary>
    public sealed record Run : RetentionStep;

    /// <summary>What waits is written into column files, and these are merged.</summary>
    public sealed record Flush : RetentionStep;

    /// <summary>The read models are thrown away, to be made again from the log.</summary>
    public sealed record Rebuild : RetentionStep;

    public static Gen<RetentionStep[]> Sequence { get; } = Gen.Frequency(
        (12, Gen.Select(
            Gen.Int[0, 3], Gen.Long[0, 30 * EmbeddedFleet.Day], Gen.Int[1, 9], (device, age, value) => (RetentionStep)new Send(device, age, value))),
        (2, Gen.Long[0, 3 * EmbeddedFleet.Day].Select(ms => (RetentionStep)new Pass(ms))),
        (3, Gen.Select(Gen.Enum<RetentionKind>(), Gen.Int[0, 20], (kind, days) => (RetentionStep)new Keep(kind, days))),
        (2, Gen.Const((RetentionStep)new Run())),
        (2, Gen.Const((RetentionStep)new Flush())),
        (1, Gen.Const((RetentionStep)new Rebuild()))).Array[1, 40];
}
