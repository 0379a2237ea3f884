namespace Fleet.DeviceAgent.Deflate;

/// <summary>Bits into bytes, the lowest of each first.</summary>
/// <param name="buffer">What they may take at most.</param>
internal struct BitWriter(byte[] buffer)
{
    private const int ByteBits = 8;

    private int _bytes;
    private uint _bits;
    private int _count;

    /// <summary>Whether something had no place.</summary>
    public bool IsFull { get; private set; }

    public void Write(int value, int count)
    {
        _bits |= (uint)value << _count;
        _count += count;
        for (; _count >= ByteBits; _count -= ByteBits, _bits >>= ByteBits)
        {
            Put();
        }
    }

    /// <summary>Writes a word of a Huffman code, which has its first bit in front.</summary>
    public void WriteWord(int word, int count)
    {
        var reversed = 0;
        for (var i = 0; i < count; i++)
        {
            reversed |= ((word >> i) & 1) << (count - 1 - i);
        }

        Write(reversed, count);
    }

    /// <returns>All of it, its last byte filled up with zeros; nothing when it was too much.</returns>
    public ReadOnlyMemory<byte> Finish()
    {
        if (_count > 0)
        {
            Put();
        }

        return IsFull ? default : buffer.AsMemory(0, _bytes);
    }

    private void Put()
    {
        IsFull |= _bytes == buffer.Length;
        if (!IsFull)
        {
            buffer[_bytes++] = (byte)_bits;
        }
    }
}
