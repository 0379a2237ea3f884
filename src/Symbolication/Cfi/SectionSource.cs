using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Cfi;

/// <summary>A section of a file; addresses are the file's own.</summary>
/// <param name="address">Of the section, as it is loaded; 0 for <c>.debug_frame</c>, which is not.</param>
internal sealed class SectionSource(ReadOnlyMemory<byte> bytes, ulong address, bool isEhFrame, ElfFile file, string name)
    : CfiSource(bytes, isEhFrame, file.Machine, $"{file.What}, {name}")
{
    public ulong Address => address;

    public override bool TryReadPointer(ulong pointer, out ulong value) => FileImage.TryReadWord(file, pointer, out value);

    protected override ulong OriginOf(int offset) => address;

    protected override int CommonOffset(int field, ulong value, ref ByteReader reader)
    {
        var offset = IsEhFrame ? (ulong)field - value : value;
        return offset < (ulong)Bytes.Length ? (int)offset : throw reader.Malformed($"a common entry at 0x{offset:x}, beyond the end");
    }
}
