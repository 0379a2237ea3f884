using Fleet.Protocol.Attachments;
using Fleet.Protocol.Coredumps;
using Fleet.Protocol.Logs;
using Fleet.Protocol.Reboots;
using Fleet.Protocol.Sync;

namespace Fleet.Grains.Tests;

/// <summary>Observations as a device makes them.</summary>
internal static class Observations
{
    public static SyncEntry Reboot(long number, long wallMs) =>
        new(number, (int)EntryType.Reboot, wallMs, 1000, 0, new Reboot(RebootReason.PowerOn).Encode());

    /// <param name="number">Of the entry; names the crash too.</param>
    /// <param name="wallMs">When it was.</param>
    /// <param name="offset">Where in the program.</param>
    /// <param name="device">Names the crash too.</param>
    public static SyncEntry Crash(long number, long wallMs, ulong offset = 0x10, int device = 0) => new(number, (int)EntryType.Crash, wallMs, 1000, 0, new Crash(
        Id(number, device), "app", "/usr/bin/app", 42, 11, 1, 0, "main", CoreStrategy.Threads, 1_000, "", [new CrashFrame("ab12", "app", offset)]).Encode());

    /// <summary>A piece of a log, whose content is named by a number.</summary>
    public static SyncEntry LogFile(long number, long wallMs, int content) => new(number, (int)EntryType.LogFile, wallMs, 1000, 0, new LogFile(
        Id(number, content), Guid.Empty, wallMs - 10, wallMs, 1, 0, new long[Protocol.Logs.LogFile.LevelCount], LogCause.Continuous, 0, Content(content)).Encode());

    public static Attachment Content(int content) => Attachment.OfContent(BitConverter.GetBytes(content));

    public static Guid Id(long number, int device = 0) => new((int)number, (short)device, 0, [1, 2, 3, 4, 5, 6, 7, 8]);

    public static SyncEntry Answer(long number, long request, RequestOutcome outcome) =>
        new(number, (int)EntryType.RequestAnswer, 0, 1000, 0, new RequestAnswer(request, outcome, "said").Encode());
}
