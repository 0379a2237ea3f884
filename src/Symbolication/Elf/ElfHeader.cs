using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Elf;

/// <summary>The fixed part of an ELF file, checked. Source: System V ABI, chapter 4; ELF-64 Object File Format.</summary>
internal readonly record struct ElfHeader(
    bool Is64, ushort Type, Machine Machine, ulong Entry, ulong ProgramHeaders, ulong SectionHeaders, int ProgramHeaderCount, int SectionCount, int SectionNames)
{
    /// <summary><c>PN_XNUM</c>, <c>SHN_XINDEX</c>: the number is in the first section header.</summary>
    public const int Elsewhere = 0xffff;

    public const int MaxSize = 64;

    public int ProgramHeaderSize => Is64 ? 56 : 32;

    public int SectionHeaderSize => Is64 ? 64 : 40;

    public static ElfHeader Read(ReadOnlySpan<byte> bytes, string what)
    {
        if (bytes.Length < 16 || !bytes.StartsWith("\u007fELF"u8))
        {
            throw new MalformedException(what, "is no ELF file");
        }

        if (bytes[5] == 2)
        {
            throw new MalformedException(what, "is big endian, which is not supported");
        }

        if (bytes[4] is not (1 or 2) || bytes[5] != 1)
        {
            throw new MalformedException(what, $"has the ELF class {bytes[4]} and data encoding {bytes[5]}, which do not exist");
        }

        var is64 = bytes[4] == 2;
        var reader = new ByteReader(bytes, what, 16);
        var type = reader.U16();
        var machine = reader.U16();
        reader.Skip(4);
        var entry = reader.Word(is64);
        var programHeaders = reader.Word(is64);
        var sectionHeaders = reader.Word(is64);
        reader.Skip(4 + 2);
        var programHeaderSize = reader.U16();
        var programHeaderCount = reader.U16();
        var sectionSize = reader.U16();
        var sectionCount = reader.U16();
        var names = reader.U16();
        if (!Enum.IsDefined((Machine)machine) || ((Machine)machine).Is64 != is64)
        {
            throw new MalformedException(what, $"is of machine {machine} in {(is64 ? 64 : 32)} bits; x86-64, arm64, arm and riscv64 are supported");
        }

        var header = new ElfHeader(is64, type, (Machine)machine, entry, programHeaders, sectionHeaders, programHeaderCount, sectionCount, names);
        if ((programHeaderCount > 0 && programHeaderSize != header.ProgramHeaderSize) || (sectionHeaders > 0 && sectionSize != header.SectionHeaderSize))
        {
            throw new MalformedException(what, $"has headers of {programHeaderSize} and {sectionSize} bytes, {header.ProgramHeaderSize} and {header.SectionHeaderSize} are expected");
        }

        return header;
    }
}
