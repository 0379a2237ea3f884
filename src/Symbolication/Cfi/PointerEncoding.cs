using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Cfi;

/// <summary>
/// Pointers of <c>.eh_frame</c>: a format in the low four bits, what the value is relative to in three, and whether it is the address of the pointer in
/// the highest. Source: LSB Core Specification 5.0, section 10.5 "DWARF Extensions", tables 10-5 and 10-6.
/// </summary>
internal static class PointerEncoding
{
    public const byte Absolute = 0;
    public const byte Omitted = 0xff;
    private const byte Format = 0x0f;
    private const byte RelativeTo = 0x70;
    private const byte Indirect = 0x80;

    /// <summary>A pointer, as an address.</summary>
    /// <param name="origin">The address of the reader's byte 0.</param>
    /// <param name="function">Start of the function, for what is relative to it.</param>
    public static ulong Read(ref ByteReader reader, byte encoding, ulong origin, CfiSource source, ulong function = 0)
    {
        if (encoding == Omitted)
        {
            return 0;
        }

        var is64 = source.Machine.Is64;
        if ((encoding & RelativeTo) == 0x50)
        {
            var misaligned = (int)((origin + (ulong)reader.Position) % (ulong)source.Machine.WordSize);
            reader.Skip(misaligned == 0 ? 0 : (ulong)(source.Machine.WordSize - misaligned));
            return Follow(reader.Word(is64), encoding, source);
        }

        var place = origin + (ulong)reader.Position;
        var value = ReadValue(ref reader, encoding, is64);

        // Zero is no pointer, whatever it would be relative to: so read the unwinders of gcc and LLVM.
        var address = value == 0 ? 0 : value + (encoding & RelativeTo) switch
        {
            0x00 => 0,
            0x10 => place,
            0x20 => source.TextBase,
            0x30 => source.DataBase,
            0x40 => function,
            _ => throw reader.Malformed($"a pointer of the encoding 0x{encoding:x2}, which does not exist"),
        };
        return Follow(is64 ? address : (uint)address, encoding, source);
    }

    /// <summary>The format alone: a size.</summary>
    public static ulong ReadValue(ref ByteReader reader, byte encoding, bool is64) => (encoding & Format) switch
    {
        0x00 => reader.Word(is64),
        0x01 => reader.Uleb(),
        0x02 => reader.U16(),
        0x03 => reader.U32(),
        0x04 => reader.U64(),
        0x08 => (ulong)reader.Signed(is64 ? 8 : 4),
        0x09 => (ulong)reader.Sleb(),
        0x0a => (ulong)reader.Signed(2),
        0x0b => (ulong)reader.Signed(4),
        0x0c => reader.U64(),
        _ => throw reader.Malformed($"a pointer of the encoding 0x{encoding:x2}, which does not exist"),
    };

    private static ulong Follow(ulong address, byte encoding, CfiSource source) =>
        (encoding & Indirect) == 0 || address == 0 ? address
        : source.TryReadPointer(address, out var value) ? value
        : throw new MalformedException(source.What, $"a pointer is said to be at 0x{address:x}, which is not in the file");
}
