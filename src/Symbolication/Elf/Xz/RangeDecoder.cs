namespace Fleet.Symbolication.Elf.Xz;

/// <summary>Bits by their probabilities. Source: "LZMA specification" (lzma-specification.txt of the LZMA SDK), "Range Decoder".</summary>
internal ref struct RangeDecoder
{
    /// <summary>Of a bit that may be either; 11 bits.</summary>
    public const ushort Even = 1 << (ProbabilityBits - 1);

    private const int ProbabilityBits = 11;
    private const int MoveBits = 5;
    private const uint Top = 1u << 24;

    private ByteReader _input;
    private uint _range = uint.MaxValue;
    private uint _code;

    /// <param name="input">Of one chunk.</param>
    public RangeDecoder(ByteReader input)
    {
        _input = input;
        if (_input.U8() != 0)
        {
            throw _input.Malformed("a chunk that does not begin with zero");
        }

        for (var i = 0; i < 4; i++)
        {
            _code = (_code << 8) | _input.U8();
        }
    }

    public uint Bit(ref ushort probability)
    {
        var bound = (_range >> ProbabilityBits) * probability;
        uint bit;
        if (_code < bound)
        {
            _range = bound;
            probability += (ushort)(((1 << ProbabilityBits) - probability) >> MoveBits);
            bit = 0;
        }
        else
        {
            _range -= bound;
            _code -= bound;
            probability -= (ushort)(probability >> MoveBits);
            bit = 1;
        }

        Normalize();
        return bit;
    }

    /// <summary>Bits of even probability, the highest first.</summary>
    public uint Direct(int count)
    {
        uint value = 0;
        for (var i = 0; i < count; i++)
        {
            _range >>= 1;
            var isOne = _code >= _range;
            _code -= isOne ? _range : 0;
            value = (value << 1) | (isOne ? 1u : 0);
            Normalize();
        }

        return value;
    }

    /// <summary>The highest bit first.</summary>
    public uint Tree(Span<ushort> probabilities, int bits)
    {
        var at = 1u;
        for (var i = 0; i < bits; i++)
        {
            at = (at << 1) | Bit(ref probabilities[(int)at]);
        }

        return at - (1u << bits);
    }

    /// <summary>The lowest bit first.</summary>
    /// <param name="offset">Of the tree's root less one.</param>
    public uint ReverseTree(Span<ushort> probabilities, int offset, int bits)
    {
        uint at = 1, value = 0;
        for (var i = 0; i < bits; i++)
        {
            var bit = Bit(ref probabilities[offset + (int)at]);
            at = (at << 1) | bit;
            value |= bit << i;
        }

        return value;
    }

    private void Normalize()
    {
        if (_range < Top)
        {
            _range <<= 8;
            _code = (_code << 8) | _input.U8();
        }
    }
}
