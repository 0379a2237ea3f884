namespace Fleet.DeviceAgent.Deflate;

/// <summary>A canonical Huffman code of RFC 1951, 3.2.2, told by the lengths of its code words: symbols of a length have consecutive code words, in their order.</summary>
internal sealed class HuffmanCode
{
    public const int MaxLength = 15;

    private readonly ushort[] _symbols;
    private readonly int[] _counts = new int[MaxLength + 1];

    /// <param name="lengths">Bits of each symbol's code word; 0 where it has none.</param>
    /// <exception cref="InvalidDataException">There are more code words than their lengths allow.</exception>
    public HuffmanCode(ReadOnlySpan<byte> lengths)
    {
        foreach (var length in lengths)
        {
            _counts[length]++;
        }

        _counts[0] = 0;
        var free = 1;
        Span<int> starts = stackalloc int[MaxLength + 2];
        starts[1] = 0;
        for (var length = 1; length <= MaxLength; length++)
        {
            free = (2 * free) - _counts[length];
            if (free < 0)
            {
                throw new InvalidDataException("a Huffman code with too many words");
            }

            starts[length + 1] = starts[length] + _counts[length];
        }

        _symbols = new ushort[starts[MaxLength + 1]];
        for (var symbol = 0; symbol < lengths.Length; symbol++)
        {
            if (lengths[symbol] > 0)
            {
                _symbols[starts[lengths[symbol]]++] = (ushort)symbol;
            }
        }
    }

    /// <summary>Finds the symbol whose code word comes next, its first bit in the lowest bit of <paramref name="bits"/>.</summary>
    /// <param name="bits">At least <see cref="MaxLength"/> of them, zeros behind the end.</param>
    /// <param name="length">Of the code word.</param>
    /// <exception cref="InvalidDataException">No code word begins so.</exception>
    public int Decode(uint bits, out int length)
    {
        int word = 0, first = 0, start = 0;
        for (length = 1; length <= MaxLength; length++)
        {
            word |= (int)(bits & 1);
            bits >>= 1;
            var count = _counts[length];
            if (word - first < count)
            {
                return _symbols[start + word - first];
            }

            start += count;
            first = (first + count) << 1;
            word <<= 1;
        }

        throw new InvalidDataException("bits that are no word of the Huffman code");
    }
}
