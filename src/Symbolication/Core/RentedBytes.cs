using System.Buffers;

namespace Fleet.Symbolication.Core;

/// <summary>A core in memory that the next core takes its place in: new memory for each would cost more than all that is read in it.</summary>
/// <param name="buffer">Of the shared pool; goes back to it when this is disposed of, and nobody may have a view of it any more.</param>
/// <param name="length">Bytes of it that are the core's.</param>
internal sealed class RentedBytes(byte[] buffer, int length) : ByteSource
{
    private byte[]? _buffer = buffer;

    public override long Length => length;

    protected override ReadOnlyMemory<byte> Slice(long offset, int length) => _buffer.AsMemory((int)offset, length);

    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } rented)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        base.Dispose(disposing);
    }
}
