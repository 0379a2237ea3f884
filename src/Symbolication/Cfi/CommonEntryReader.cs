using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Cfi;

/// <summary>Reads common entries, from behind their id on.</summary>
internal static class CommonEntryReader
{
    public static CommonEntry Read(ref ByteReader reader, CfiSource source, bool isEhFrame, ulong origin)
    {
        var version = reader.U8();
        if (version is not (1 or 3 or 4))
        {
            throw reader.Malformed($"call frame information of version {version}; 1, 3 and 4 are known");
        }

        var augmentation = reader.CStringBytes();
        if (augmentation.StartsWith("eh"u8))
        {
            // gcc 2: a pointer to its exception table.
            reader.Word(source.Machine.Is64);
            augmentation = augmentation[2..];
        }

        var (addressSize, segmentSize) = version == 4 ? (reader.U8(), reader.U8()) : ((byte)source.Machine.WordSize, (byte)0);
        if (addressSize is not (4 or 8) || segmentSize > 8)
        {
            throw reader.Malformed($"addresses of {addressSize} and segments of {segmentSize} bytes");
        }

        var codeAlignment = reader.Uleb();
        var dataAlignment = reader.Sleb();
        var column = version == 1 ? reader.U8() : reader.Uleb();
        if (column >= CfiState.Columns)
        {
            throw reader.Malformed($"the return address in register {column}, which no machine that is supported has");
        }

        var (encoding, isSignal, hasData) = ReadAugmentation(ref reader, augmentation, source, origin);
        return new CommonEntry
        {
            CodeAlignment = codeAlignment,
            DataAlignment = dataAlignment,
            ReturnColumn = (int)column,
            PointerEncoding = encoding,
            HasAugmentationData = hasData,
            IsSignal = isSignal,
            AddressSize = isEhFrame ? 0 : addressSize,
            SegmentSize = segmentSize,
            InstructionsStart = reader.Position,
            InstructionsEnd = reader.Length,
            Origin = origin,
        };
    }

    /// <summary>Leaves the reader behind the augmentation's data. Letters: LSB Core Specification 5.0, section 10.6.1.1.1; B and G: AADWARF64, section 5.1.</summary>
    private static (byte Encoding, bool IsSignal, bool HasData) ReadAugmentation(ref ByteReader reader, ReadOnlySpan<byte> letters, CfiSource source, ulong origin)
    {
        var encoding = PointerEncoding.Absolute;
        var isSignal = false;
        if (letters.IsEmpty)
        {
            return (encoding, false, false);
        }

        if (letters[0] != 'z')
        {
            throw reader.Malformed($"the augmentation '{System.Text.Encoding.Latin1.GetString(letters)}' is not known");
        }

        var length = reader.Uleb();
        if (length > (ulong)reader.Remaining)
        {
            throw reader.Malformed($"an augmentation of 0x{length:x} bytes, 0x{reader.Remaining:x} are left");
        }

        var end = reader.Position + (int)length;
        foreach (var letter in letters[1..])
        {
            switch (letter)
            {
                case (byte)'R':
                    encoding = reader.U8();
                    break;
                case (byte)'P':
                    // The routine itself is nothing to an unwinder; where it is in memory (the high bit) is not looked at.
                    var personality = reader.U8();
                    PointerEncoding.Read(ref reader, personality == PointerEncoding.Omitted ? personality : (byte)(personality & 0x7f), origin, source);
                    break;
                case (byte)'L':
                    reader.U8();
                    break;
                case (byte)'S':
                    isSignal = true;
                    break;

                // Signed by the second key, and tagged memory: stripping the code is the same.
                case (byte)'B' or (byte)'G':
                    break;
                default:
                    throw reader.Malformed($"the augmentation '{System.Text.Encoding.Latin1.GetString(letters)}' is not known");
            }
        }

        reader.Seek(end);
        return (encoding, isSignal, true);
    }
}
