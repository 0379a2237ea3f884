using Fleet.Gateway.Tests.Devices;
using Fleet.Protocol.Coredumps;
using Fleet.Protocol.Sync;
using Fleet.Protocol.Traces;

namespace Fleet.Gateway.Tests.Traces;

/// <summary>Failures of programs that no other test has.</summary>
internal static class Crashes
{
    public static SyncEntry CrashOf(this TestDevice device, long atMs, Guid id, string program) => device.Entry(EntryType.Crash, atMs, new Crash(
        id, program, $"/usr/bin/{program}", 42, 11, 1, 0, "worker", CoreStrategy.None, 0, "", [new CrashFrame("ab12cd34", program, 0x1234), new CrashFrame("", "libc.so.6", 0x99)]).Encode());

    /// <summary>A failure whose issue is that of its type and function.</summary>
    public static SyncEntry FailureOf(this TestDevice device, long atMs, string type, string function, string message = "no value") => device.Entry(EntryType.Trace, atMs, new Trace(
        "python", type, message, $"Traceback (most recent call last):\n  File \"/app/{function}.py\", line 7, in {function}\n    x()\n{type}: {message}", "app.py", IsFatal: true).Encode());
}
