using System.Buffers.Binary;
using System.Numerics;

namespace Fleet.DeviceAgent.Deflate;

/// <summary>
/// Deflate (<see href="https://www.rfc-editor.org/rfc/rfc1951">RFC 1951</see>) of what is short: one block with the fixed codes. On reports it takes 5 % more than codes of
/// their own would, in which a thousand bytes have hardly anything to tell; to read zstd, which sends them, would add 63 KB to a binary that is counted in kilobytes.
/// </summary>
internal static class FixedDeflate
{
    private const int HashBits = 11;
    private const int None = -1;

    /// <summary>Earlier places with the same hash that are looked at.</summary>
    private const int MaxTries = 32;

    /// <summary>One block, the last, of the kind with fixed codes: three bits.</summary>
    private const int BlockHeader = 0b011;
    private const int BlockHeaderBits = 3;

    /// <returns>As long as <paramref name="content"/> at most, else nothing.</returns>
    public static ReadOnlyMemory<byte> Compress(ReadOnlySpan<byte> content)
    {
        var bits = new BitWriter(new byte[content.Length]);
        bits.Write(BlockHeader, BlockHeaderBits);
        var latest = new int[1 << HashBits];
        Array.Fill(latest, None);
        var earlier = new int[Math.Min(content.Length, DeflateCode.WindowBytes)];
        for (var at = 0; at < content.Length && !bits.IsFull;)
        {
            var length = FindMatch(content, at, latest, earlier, out var distance);
            if (length >= DeflateCode.ShortestMatch)
            {
                WriteMatch(ref bits, length, distance);
            }
            else
            {
                length = 1;
                WriteSymbol(ref bits, content[at]);
            }

            for (; length > 0; length--, at++)
            {
                Note(content, at, latest, earlier);
            }
        }

        WriteSymbol(ref bits, DeflateCode.EndOfBlock);
        return bits.Finish();
    }

    /// <summary>Reads what <see cref="Compress"/> wrote.</summary>
    /// <param name="compressed">One block with the fixed codes.</param>
    /// <param name="length">Of the content.</param>
    /// <returns>Null when it is something else, or of another length.</returns>
    public static byte[]? Decompress(ReadOnlySpan<byte> compressed, int length)
    {
        try
        {
            return Read(compressed, length);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static byte[]? Read(ReadOnlySpan<byte> compressed, int length)
    {
        var content = new byte[length];
        var bits = new FixedBitReader(compressed);
        if (bits.Read(BlockHeaderBits) != BlockHeader)
        {
            return null;
        }

        for (var at = 0; ;)
        {
            var symbol = bits.Decode(DeflateCode.FixedLiterals);
            if (symbol == DeflateCode.EndOfBlock)
            {
                return at == length && !bits.IsOver ? content : null;
            }

            if (symbol < DeflateCode.EndOfBlock)
            {
                if (at == length || bits.IsOver)
                {
                    return null;
                }

                content[at++] = (byte)symbol;
                continue;
            }

            symbol -= DeflateCode.EndOfBlock + 1;
            if (symbol >= DeflateCode.LengthBases.Length)
            {
                return null;
            }

            var left = DeflateCode.LengthBases[symbol] + bits.Read(DeflateCode.LengthBits[symbol]);
            var code = bits.Decode(DeflateCode.FixedDistances);
            var distance = DeflateCode.DistanceBase(code) + bits.Read(DeflateCode.DistanceBits(code));
            if (distance > at || left > length - at || bits.IsOver)
            {
                return null;
            }

            for (; left > 0; left--, at++)
            {
                content[at] = content[at - distance];
            }
        }
    }

    private static int FindMatch(ReadOnlySpan<byte> content, int at, int[] latest, int[] earlier, out int distance)
    {
        distance = 0;
        var longest = DeflateCode.ShortestMatch - 1;
        if (at + DeflateCode.ShortestMatch >= content.Length)
        {
            return 0;
        }

        var rest = content[at..Math.Min(content.Length, at + DeflateCode.LongestMatch)];
        var candidate = latest[Hash(content, at)];
        for (var i = 0; i < MaxTries && candidate != None && at - candidate < earlier.Length; i++)
        {
            var length = rest.CommonPrefixLength(content[candidate..]);
            if (length > longest)
            {
                (longest, distance) = (length, at - candidate);
            }

            var next = earlier[candidate % earlier.Length];
            candidate = next < candidate ? next : None;
        }

        return longest;
    }

    private static void Note(ReadOnlySpan<byte> content, int at, int[] latest, int[] earlier)
    {
        if (at + DeflateCode.ShortestMatch < content.Length)
        {
            ref var place = ref latest[Hash(content, at)];
            earlier[at % earlier.Length] = place;
            place = at;
        }
    }

    /// <summary>Of three bytes; a fourth is there.</summary>
    private static int Hash(ReadOnlySpan<byte> content, int at) =>
        (int)(((BinaryPrimitives.ReadUInt32LittleEndian(content[at..]) << 8) * 2654435761u) >> (32 - HashBits));

    private static void WriteSymbol(ref BitWriter bits, int symbol)
    {
        var word = symbol switch
        {
            < 144 => 0b0011_0000 + symbol,
            < 256 => 0b1_1001_0000 + (symbol - 144),
            < 280 => symbol - 256,
            _ => 0b1100_0000 + (symbol - 280),
        };
        bits.WriteWord(word, DeflateCode.FixedBits(symbol));
    }

    private static void WriteMatch(ref BitWriter bits, int length, int distance)
    {
        var symbol = DeflateCode.LengthBases.Length - 1;
        while (DeflateCode.LengthBases[symbol] > length)
        {
            symbol--;
        }

        WriteSymbol(ref bits, DeflateCode.EndOfBlock + 1 + symbol);
        bits.Write(length - DeflateCode.LengthBases[symbol], DeflateCode.LengthBits[symbol]);
        symbol = DeflateCode.DistanceCodes - 1;
        while (DeflateCode.DistanceBase(symbol) > distance)
        {
            symbol--;
        }

        bits.WriteWord(symbol, DeflateCode.FixedDistanceBits);
        bits.Write(distance - DeflateCode.DistanceBase(symbol), DeflateCode.DistanceBits(symbol));
    }
}
