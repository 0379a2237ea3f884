using System.Buffers.Binary;
using System.IO.Hashing;
using Fleet.Grains.EventLog;

namespace Fleet.Storage.EventLog;

/// <summary>
/// XxHash3 of a snapshot: sequence (8 bytes, little-endian), format (4), state. It is written with the snapshot and checked when that is read, since the batches that it
/// stands for may be gone: a bit that fell over must not become a device's past.
/// </summary>
internal static class SnapshotChecksum
{
    public static long Of(DeviceSnapshot snapshot) => Of(snapshot.Sequence, snapshot.Format, snapshot.State);

    public static long Of(long sequence, int format, byte[] state)
    {
        Span<byte> head = stackalloc byte[12];
        BinaryPrimitives.WriteInt64LittleEndian(head, sequence);
        BinaryPrimitives.WriteInt32LittleEndian(head[8..], format);
        var hash = new XxHash3();
        hash.Append(head);
        hash.Append(state);
        return (long)hash.GetCurrentHashAsUInt64();
    }
}
