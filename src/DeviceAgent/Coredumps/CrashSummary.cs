using System.Buffers;
using Fleet.Protocol;
using Fleet.Protocol.Coredumps;
using Fleet.Protocol.Sync;
using Fleet.Protocol.Wire;
using MessagePack;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>
/// A crash as a handler leaves it for the daemon: a file of MessagePack, <c>[1, boot_id bin16, wall_ms, uptime_ms, software_type, software_version,
/// is_truncated, crash bin]</c>, the last as it goes to the server.
/// </summary>
internal sealed record CrashSummary(Origin Origin, long WallMs, long UptimeMs, bool IsTruncated, Crash Crash)
{
    /// <summary>Sixty-four frames with the longest names are half of it.</summary>
    public const int MaxBytes = 64 * 1024;

    private const int Version = 1;
    private const int Fields = 8;

    public byte[] Encode()
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        var writer = new MessagePackWriter(buffer);
        writer.PutArray(Fields);
        writer.Put(Version);
        writer.Put(Origin.BootId.ToByteArray(bigEndian: true));
        writer.Put(WallMs);
        writer.Put(UptimeMs);
        writer.Put(Origin.SoftwareType);
        writer.Put(Origin.SoftwareVersion);
        writer.Put(IsTruncated);
        writer.Put(Crash.Encode());
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <returns>Null when the bytes are not a summary.</returns>
    public static CrashSummary? Decode(ReadOnlyMemory<byte> bytes)
    {
        var reader = new MessagePackReader(bytes);
        try
        {
            if (reader.ReadArrayHeader() < Fields || reader.ReadInt32() != Version || reader.ReadBytes() is not { Length: 16 } boot)
            {
                return null;
            }

            var (wallMs, uptimeMs) = (reader.ReadInt64(), reader.ReadInt64());
            var origin = new Origin(new Guid(boot.ToArray(), bigEndian: true), reader.ReadString() ?? "", reader.ReadString() ?? "");
            var isTruncated = reader.ReadBoolean();
            return new CrashSummary(origin, wallMs, uptimeMs, isTruncated, Crash.Decode(reader.ReadBytes() is { } crash ? crash.ToArray() : Array.Empty<byte>()));
        }
        catch (Exception e) when (e is MessagePackSerializationException or EndOfStreamException or OverflowException or ArgumentException or ProtocolException)
        {
            return null;
        }
    }
}
