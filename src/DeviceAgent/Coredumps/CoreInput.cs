using System.Buffers;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>A core read forward, with the position in it.</summary>
internal sealed class CoreInput(ICoreStream stream)
{
    private const int ChunkBytes = 64 * 1024;

    private readonly byte[] _chunk = new byte[ChunkBytes];

    /// <summary>Bytes read or passed over.</summary>
    public ulong Position { get; private set; }

    /// <returns>Less than <paramref name="buffer"/>'s length when the core ends before.</returns>
    public int Read(Span<byte> buffer)
    {
        var total = 0;
        while (total < buffer.Length && stream.Read(buffer[total..]) is > 0 and var read)
        {
            total += read;
            Position += (uint)read;
        }

        return total;
    }

    /// <returns>Up to <paramref name="length"/> bytes; the buffer grows with what comes, not with what was promised.</returns>
    public byte[] ReadUpTo(ulong length)
    {
        var buffer = new ArrayBufferWriter<byte>(ChunkBytes);
        while ((ulong)buffer.WrittenCount < length)
        {
            var wanted = (int)Math.Min(ChunkBytes, length - (ulong)buffer.WrittenCount);
            var read = Read(buffer.GetSpan(wanted)[..wanted]);
            buffer.Advance(read);
            if (read < wanted)
            {
                break;
            }
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Passes over what is before <paramref name="position"/>. False when that is behind, or the core ends before it.</summary>
    public bool TrySkipTo(ulong position) => position >= Position && TryCopy(position - Position, null);

    /// <summary>False when the core ends before <paramref name="length"/> bytes.</summary>
    public bool TryCopy(ulong length, ICoreOutput? output)
    {
        while (length > 0)
        {
            var read = stream.Read(_chunk.AsSpan(0, (int)Math.Min(length, ChunkBytes)));
            if (read == 0)
            {
                return false;
            }

            Position += (uint)read;
            length -= (uint)read;
            output?.Write(_chunk.AsSpan(0, read));
        }

        return true;
    }
}
