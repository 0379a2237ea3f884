using System.Buffers.Binary;

namespace Fleet.DeviceAgent.Elf;

/// <summary>What is of use of an ELF file's header. Little-endian only, as every machine that the agent runs on.</summary>
/// <param name="Is64">Class: words of 64 bits, else of 32.</param>
/// <param name="Type"><c>e_type</c>.</param>
/// <param name="Machine"><c>e_machine</c>.</param>
/// <param name="ProgramHeaderOffset">Where the program headers begin in the file.</param>
/// <param name="ProgramHeaderCount">How many there are; <see cref="ManyHeaders"/> when there are more than the field can say.</param>
internal readonly record struct ElfHeader(bool Is64, ushort Type, ushort Machine, ulong ProgramHeaderOffset, int ProgramHeaderCount)
{
    /// <summary>Of the larger class.</summary>
    public const int MaxSize = 64;

    public const ushort CoreType = 4;

    /// <summary><c>PN_XNUM</c>: the number is in a section header at the file's end.</summary>
    public const int ManyHeaders = 0xffff;

    private const int IdentSize = 16;

    public int Size => SizeOf(Is64);

    public static int SizeOf(bool is64) => is64 ? MaxSize : 52;

    /// <summary>False when the bytes are not a little-endian ELF header with program headers of the size that its class has.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out ElfHeader header)
    {
        header = default;
        if (bytes.Length < IdentSize || !bytes.StartsWith("\u007fELF"u8) || bytes[4] is not (1 or 2) || bytes[5] != 1)
        {
            return false;
        }

        var is64 = bytes[4] == 2;
        if (bytes.Length < SizeOf(is64))
        {
            return false;
        }

        var rest = bytes[(is64 ? 54 : 42)..];
        header = new ElfHeader(
            is64,
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[18..]),
            is64 ? BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]) : BinaryPrimitives.ReadUInt32LittleEndian(bytes[28..]),
            BinaryPrimitives.ReadUInt16LittleEndian(rest[2..]));
        return BinaryPrimitives.ReadUInt16LittleEndian(rest) == ProgramHeader.SizeOf(is64);
    }

    /// <summary>
    /// Makes of <paramref name="bytes"/>, the header of another core, that of a core whose program headers follow at once and that has no sections.
    /// Identification and flags stay.
    /// </summary>
    public static void Rewrite(Span<byte> bytes, bool is64, int programHeaderCount)
    {
        if (is64)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[32..], (ulong)SizeOf(is64));
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[40..], 0);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[28..], (uint)SizeOf(is64));
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[32..], 0);
        }

        var rest = bytes[(is64 ? 52 : 40)..];
        BinaryPrimitives.WriteUInt16LittleEndian(rest, (ushort)SizeOf(is64));
        BinaryPrimitives.WriteUInt16LittleEndian(rest[2..], (ushort)ProgramHeader.SizeOf(is64));
        BinaryPrimitives.WriteUInt16LittleEndian(rest[4..], (ushort)programHeaderCount);
        rest[6..12].Clear();
    }
}
