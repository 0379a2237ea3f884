namespace Fleet.DeviceAgent.Deflate;

/// <summary>What symbols mean in deflate (<see href="https://www.rfc-editor.org/rfc/rfc1951">RFC 1951</see>, 3.2.5), and its fixed code words (3.2.6).</summary>
internal static class DeflateCode
{
    public const int WindowBytes = 32 * 1024;

    /// <summary>The symbol of it; those below are bytes, those above lengths of a match.</summary>
    public const int EndOfBlock = 256;

    public const int LiteralCodes = 288;
    public const int DistanceCodes = 30;
    public const int FixedDistanceBits = 5;
    public const int ShortestMatch = 3;
    public const int LongestMatch = 258;

    public static readonly HuffmanCode FixedLiterals = new([.. Enumerable.Range(0, LiteralCodes).Select(symbol => (byte)FixedBits(symbol))]);
    public static readonly HuffmanCode FixedDistances = new([.. Enumerable.Repeat((byte)FixedDistanceBits, DistanceCodes)]);

    /// <summary>The shortest match of each length symbol.</summary>
    public static ReadOnlySpan<ushort> LengthBases => [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, LongestMatch];

    /// <summary>Bits behind it that tell how much longer the match is.</summary>
    public static ReadOnlySpan<byte> LengthBits => [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];

    /// <summary>Of the fixed code word of a byte or length.</summary>
    public static int FixedBits(int symbol) => symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8;

    /// <summary>Bits behind a distance symbol. There are two symbols for each number of them: 1 2 3 4, 5 7, 9 13, 17 25 ...</summary>
    public static int DistanceBits(int symbol) => Math.Max(0, (symbol / 2) - 1);

    /// <summary>The shortest distance of a symbol.</summary>
    public static int DistanceBase(int symbol) => symbol < 2 ? symbol + 1 : ((2 + (symbol & 1)) << DistanceBits(symbol)) + 1;
}
