using System.Buffers;
using System.Security.Cryptography;
using Fleet.Protocol.Attachments;
using Fleet.Protocol.Coredumps;
using Fleet.Protocol.Logs;
using Fleet.Protocol.Reboots;
using Fleet.Protocol.Recordings;
using Fleet.Protocol.Telemetry;
using Fleet.Protocol.Traces;
using Fleet.Protocol.Wire;
using MessagePack;

namespace Fleet.EndToEnd.Tests.Observations;

/// <summary>Bodies of entries, and attachments as devices make them.</summary>
internal static class Bodies
{
    public static readonly Guid Id = new("01020304-0506-0708-090a-0b0c0d0e0f10");

    public static byte[] Reboot => new Reboot(RebootReason.KernelPanic, Details: "Kernel panic - not syncing").Encode();

    public static byte[] Trace => new Trace("node", "TypeError", "x is undefined", "at f (a.js:1)", "a.js", IsFatal: false).Encode();

    public static byte[] Telemetry => new TelemetryBlock(1_767_225_600_000, 1_000, 0, [new TelemetrySeries("temp", "C", [1, null, 2])]).Encode();

    /// <summary>Some hundred kilobytes that do not compress, in two zstd frames; of other content each time, so that no test finds what another has uploaded.</summary>
    public static (byte[] Elf, byte[] Compressed) Core()
    {
        var elf = new byte[300_000];
        RandomNumberGenerator.Fill(elf);
        "\u007fELF"u8.CopyTo(elf);
        return (elf, [.. FrameCompression.Compress(elf.AsSpan(0, 100_000)), .. FrameCompression.Compress(elf.AsSpan(100_000))]);
    }

    public static byte[] Log(params LogRecord[] records)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        foreach (var record in records)
        {
            record.Write(ref writer);
        }

        writer.Flush();
        return FrameCompression.Compress(buffer.WrittenSpan);
    }

    public static byte[] Crash(Guid id, long coreBytes) => new Crash(
        id, "app", "/usr/bin/app", 42, 11, 1, 0, "main", CoreStrategy.Threads, coreBytes, "", [new CrashFrame("ab12", "app", 0x10)]).Encode();

    public static byte[] Coredump(byte[] content) => new Coredump(Id, CoreStrategy.Threads, IsTruncated: false, Attachment.OfContent(content)).Encode();

    public static byte[] LogFile(byte[] content, long lines) => new LogFile(
        Id, Guid.Empty, 1_767_225_600_000, 1_767_225_601_000, lines, 0, [0, 0, 0, 0, 0, 0, lines, 0], LogCause.Continuous, 0, Attachment.OfContent(content)).Encode();

    public static byte[] Recording(byte[] content) => new Recording(Id, "trip.bin", "application/x-trip", "", 1_767_225_600_000, Attachment.OfContent(content)).Encode();
}
