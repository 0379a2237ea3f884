using CsCheck;
using Fleet.Domain.Retention;

namespace Fleet.Grains.Tests.Retention;

/// <summary>One thing that happens to a random fleet whose event log expires.</summary>
internal abstract record LogExpiryStep
{
    /// <summary>A device sends a report and a reboot, both captured at one time.</summary>
    /// <param name="Device">Which.</param>
    /// <param name="AgeMs">How long ago they were captured.</param>
    /// <param name="Value">Of the counter.</param>
    public sealed record Send(int Device, long AgeMs, int Value) : LogExpiryStep;

    /// <summary>A device sends all again that it ever sent.</summary>
    public sealed record Repeat(int Device) : LogExpiryStep;

    /// <summary>A device is deleted; it may come back as another.</summary>
    public sealed record Delete(int Device) : LogExpiryStep;

    /// <summary>Time passes.</summary>
    public sealed record Pass(long Ms) : LogExpiryStep;

    /// <summary>A kind is kept for another time.</summary>
    public sealed record Keep(RetentionKind Kind, int Days) : LogExpiryStep;

    /// <summary>Retention runs, and the front of the log is dropped.</summary>
    /// <param name="FailsAt">Which of its calls to the store or to devices fails, the first being 1; 0 for none.</param>
    public sealed record Drop(int FailsAt) : LogExpiryStep;

    /// <summary>The server stops and starts.</summary>
    public sealed record Restart : LogExpiryStep;

    /// <summary>The read models are made anew.</summary>
    public sealed record Rebuild : LogExpiryStep;

    public static Gen<LogExpiryStep[]> Sequence { get; } = Gen.Frequency(
        (14, Gen.Select(
            Gen.Int[0, 3], Gen.Long[0, 9 * EmbeddedFleet.Day], Gen.Int[1, 9], (device, age, value) => (LogExpiryStep)new Send(device, age, value))),
        (3, Gen.Int[0, 3].Select(device => (LogExpiryStep)new Repeat(device))),
        (1, Gen.Int[0, 3].Select(device => (LogExpiryStep)new Delete(device))),
        (5, Gen.Long[0, 3 * EmbeddedFleet.Day].Select(ms => (LogExpiryStep)new Pass(ms))),
        (1, Gen.Select(Gen.Enum<RetentionKind>(), Gen.Int[1, 6], (kind, days) => (LogExpiryStep)new Keep(kind, days))),
        (4, Gen.Frequency((3, Gen.Const(0)), (2, Gen.Int[1, 12])).Select(at => (LogExpiryStep)new Drop(at))),
        (1, Gen.Const((LogExpiryStep)new Restart())),
        (2, Gen.Const((LogExpiryStep)new Rebuild()))).Array[1, 45];
}
