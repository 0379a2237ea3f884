namespace Fleet.Symbolication.Elf.Xz;

/// <summary>Lengths of matches, from 2 to 273. Source: LZMA specification, "The Match Length Decoding".</summary>
internal sealed class LengthDecoder
{
    private const int Positions = 16;
    private const int ShortBits = 3;
    private const int LongBits = 8;
    private const int Least = 2;

    private readonly ushort[] _choice = new ushort[2];
    private readonly ushort[] _low = new ushort[Positions << ShortBits];
    private readonly ushort[] _middle = new ushort[Positions << ShortBits];
    private readonly ushort[] _high = new ushort[1 << LongBits];

    public void Reset()
    {
        Array.Fill(_choice, RangeDecoder.Even);
        Array.Fill(_low, RangeDecoder.Even);
        Array.Fill(_middle, RangeDecoder.Even);
        Array.Fill(_high, RangeDecoder.Even);
    }

    public int Decode(ref RangeDecoder range, int position)
    {
        var part = position << ShortBits;
        if (range.Bit(ref _choice[0]) == 0)
        {
            return Least + (int)range.Tree(_low.AsSpan(part, 1 << ShortBits), ShortBits);
        }

        return range.Bit(ref _choice[1]) == 0
            ? Least + (1 << ShortBits) + (int)range.Tree(_middle.AsSpan(part, 1 << ShortBits), ShortBits)
            : Least + (2 << ShortBits) + (int)range.Tree(_high, LongBits);
    }
}
