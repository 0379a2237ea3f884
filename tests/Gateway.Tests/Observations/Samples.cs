using Fleet.Gateway.Tests.Devices;
using Fleet.Protocol.Attachments;
using Fleet.Protocol.Coredumps;
using Fleet.Protocol.Logs;
using Fleet.Protocol.Reboots;
using Fleet.Protocol.Recordings;
using Fleet.Protocol.Sync;
using Fleet.Protocol.Telemetry;
using Fleet.Protocol.Traces;

namespace Fleet.Gateway.Tests.Observations;

/// <summary>One entry of each type.</summary>
internal static class Samples
{
    public static readonly Guid Id = new("01020304-0506-0708-090a-0b0c0d0e0f10");

    public static SyncEntry Reboot(this TestDevice device, long atMs) =>
        device.Entry(EntryType.Reboot, atMs, new Reboot(RebootReason.Custom, "!overheated", "line 1\nline 2").Encode());

    public static SyncEntry Trace(this TestDevice device, long atMs) =>
        device.Entry(EntryType.Trace, atMs, new Trace("python", "ValueError", "no\nvalue", "Traceback ...", "app.py", IsFatal: true).Encode());

    public static SyncEntry Crash(this TestDevice device, long atMs, Guid id, long coreBytes = 0) => device.Entry(EntryType.Crash, atMs, new Crash(
        id, "app", "/usr/bin/app", 42, 11, 1, 0xffff_ffff_ffff_fff0, "main", CoreStrategy.Threads, coreBytes, "limit", [new CrashFrame("ab12", "app", 0x10)]).Encode());

    public static SyncEntry Coredump(this TestDevice device, long atMs, Guid id, Attachment content) =>
        device.Entry(EntryType.Coredump, atMs, new Coredump(id, CoreStrategy.Full, IsTruncated: true, content).Encode());

    public static SyncEntry LogFile(this TestDevice device, long atMs, Guid id, Attachment content) => device.Entry(
        EntryType.LogFile, atMs, new LogFile(id, Guid.Empty, atMs - 9, atMs - 1, 3, 2, [0, 0, 0, 1, 0, 0, 2, 0], LogCause.Requested, 7, content).Encode());

    public static SyncEntry Recording(this TestDevice device, long atMs, Guid id, Attachment content) =>
        device.Entry(EntryType.Recording, atMs, new Recording(id, "trip.bin", "application/x-trip", "button", atMs - 500, content).Encode());

    public static SyncEntry Telemetry(this TestDevice device, long atMs) => device.Entry(
        EntryType.Telemetry, atMs, new TelemetryBlock(atMs - 2_000, 1_000, 8, [new TelemetrySeries("Temp", "C", [1.5, null, 3]), new TelemetrySeries("rpm", "", [7])]).Encode());

    public static SyncEntry Answer(this TestDevice device, long request, RequestOutcome outcome) =>
        device.Entry(EntryType.RequestAnswer, TestDevice.NowMs, new RequestAnswer(request, outcome, "said").Encode());
}
