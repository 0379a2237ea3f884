using System.Buffers.Binary;

namespace Fleet.DeviceAgent.Reports;

/// <summary>
/// Marks of operational time, in milliseconds of uptime of one boot; negative when they lie before it. Kept little-endian, 48 bytes:
/// <code>
/// boot id 16 | at i64 | hours mark i64 | crash-free mark i64 | last crash i64
/// </code>
/// </summary>
/// <param name="BootId">The boot that the other values count from.</param>
/// <param name="AtMs">When they were last kept.</param>
/// <param name="HoursMarkMs">Up to here <c>operational_hours</c> has been reported.</param>
/// <param name="CrashFreeMarkMs">Up to here <c>operational_crashfree_hours</c> has been reported; the last crash, when that is later.</param>
/// <param name="LastCrash">Number of the last crash that was reported; 0 before the first.</param>
internal sealed record OperationalState(Guid BootId, long AtMs, long HoursMarkMs, long CrashFreeMarkMs, long LastCrash)
{
    private const int Bytes = 48;

    public byte[] Encode()
    {
        var bytes = new byte[Bytes];
        BootId.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), AtMs);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(24), HoursMarkMs);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(32), CrashFreeMarkMs);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(40), LastCrash);
        return bytes;
    }

    /// <returns>Null when it is something else.</returns>
    public static OperationalState? Decode(ReadOnlySpan<byte> bytes) => bytes.Length == Bytes
        ? new OperationalState(
            new Guid(bytes[..16], bigEndian: true),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]))
        : null;
}
