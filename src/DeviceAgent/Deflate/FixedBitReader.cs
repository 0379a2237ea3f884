namespace Fleet.DeviceAgent.Deflate;

/// <summary>Bits of bytes that are all there, the lowest of each first; zeros behind the end.</summary>
internal ref struct FixedBitReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private long _at;

    /// <summary>Whether more was read than there is.</summary>
    public readonly bool IsOver => _at > 8L * _bytes.Length;

    public int Read(int count)
    {
        var bits = Peek() & ((1u << count) - 1);
        _at += count;
        return (int)bits;
    }

    /// <exception cref="InvalidDataException">No code word begins so.</exception>
    public int Decode(HuffmanCode code)
    {
        var symbol = code.Decode(Peek(), out var length);
        _at += length;
        return symbol;
    }

    private readonly uint Peek()
    {
        var bits = 0ul;
        var first = (int)(_at / 8);
        for (var i = 0; i < sizeof(uint) && first + i < _bytes.Length; i++)
        {
            bits |= (ulong)_bytes[first + i] << (8 * i);
        }

        return (uint)(bits >> (int)(_at % 8));
    }
}
