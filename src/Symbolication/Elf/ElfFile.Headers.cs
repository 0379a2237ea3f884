using System.Collections.Immutable;

namespace Fleet.Symbolication.Elf;

// Program headers and section headers.
public sealed partial class ElfFile
{
    private ElfSection? FirstSection(ElfPurpose purpose)
    {
        if (_header.SectionHeaders == 0)
        {
            return default(ElfSection);
        }

        return purpose == ElfPurpose.File || IsWithin(_header.SectionHeaders, (ulong)_header.SectionHeaderSize)
            ? ReadSection(_header.SectionHeaders).Section
            : null;
    }

    private bool HasSections(ElfSection? first) =>
        first is { } section && IsWithin(_header.SectionHeaders, SectionCount(section) * (ulong)_header.SectionHeaderSize);

    private ulong SectionCount(ElfSection first) => _header.SectionCount == 0 ? first.Size : (ulong)_header.SectionCount;

    private ImmutableArray<ElfSegment> ReadSegments(ElfSection? first, ElfPurpose purpose)
    {
        SegmentCount = _header.ProgramHeaderCount == ElfHeader.Elsewhere && _header.SectionHeaders > 0 && first is { } section
            ? section.Info
            : (uint)_header.ProgramHeaderCount;
        var count = SegmentCount;
        if (count > MaxSegments)
        {
            count = purpose == ElfPurpose.Core ? (uint)MaxSegments : throw new MalformedException(What, $"has {count} segments, more than {MaxSegments}");
        }

        var what = $"{What}, program headers";
        var reader = new ByteReader(_source.View(_header.ProgramHeaders, count * (ulong)_header.ProgramHeaderSize, what).Span, what);
        var segments = ImmutableArray.CreateBuilder<ElfSegment>((int)count);
        for (var i = 0; i < count; i++)
        {
            segments.Add(ReadSegment(ref reader, Is64));
        }

        return segments.MoveToImmutable();
    }

    internal static ElfSegment ReadSegment(ref ByteReader reader, bool is64)
    {
        var type = reader.U32();
        if (is64)
        {
            var flags = reader.U32();
            var (offset, address) = (reader.U64(), reader.U64());
            reader.Skip(8);
            return new ElfSegment(type, flags, offset, address, reader.U64(), reader.U64(), reader.U64());
        }

        var (offset32, address32) = (reader.U32(), reader.U32());
        reader.Skip(4);
        var (fileSize, memorySize, flags32) = (reader.U32(), reader.U32(), reader.U32());
        return new ElfSegment(type, flags32, offset32, address32, fileSize, memorySize, reader.U32());
    }

    private ImmutableArray<ElfSection> ReadSections(ElfSection first)
    {
        if (_header.SectionHeaders == 0)
        {
            return [];
        }

        // A count of zero, and the highest index of the names, stand in the first header.
        var count = SectionCount(first);
        var names = _header.SectionNames == ElfHeader.Elsewhere ? first.Link : (uint)_header.SectionNames;
        if (count > MaxSections)
        {
            throw new MalformedException(What, $"has {count} sections, more than {MaxSections}");
        }

        var what = $"{What}, section headers";
        var reader = new ByteReader(_source.View(_header.SectionHeaders, count * (ulong)_header.SectionHeaderSize, what).Span, what);
        var headers = new (uint Name, ElfSection Section)[count];
        for (var i = 0; i < headers.Length; i++)
        {
            headers[i] = ReadSection(ref reader);
        }

        var table = names < count && TryRaw(headers[names].Section, out var bytes) ? bytes : default;
        var sections = ImmutableArray.CreateBuilder<ElfSection>(headers.Length);
        foreach (var (name, section) in headers)
        {
            sections.Add(section with { Name = NameAt(table, name) });
        }

        return sections.MoveToImmutable();
    }

    /// <summary>Of sections that are looked up: none has a longer one, and thousands could share one of gigabytes.</summary>
    private const int MaxNameBytes = 256;

    private static string NameAt(ReadOnlyMemory<byte> table, uint offset)
    {
        if (offset >= table.Length)
        {
            return "";
        }

        var name = table.Span[(int)offset..];
        name = name[..Math.Min(name.Length, MaxNameBytes)];
        var end = name.IndexOf((byte)0);
        return end < 0 ? "" : System.Text.Encoding.UTF8.GetString(name[..end]);
    }

    private (uint Name, ElfSection Section) ReadSection(ulong at)
    {
        var what = $"{What}, section headers";
        var reader = new ByteReader(_source.View(at, (ulong)_header.SectionHeaderSize, what).Span, what);
        return ReadSection(ref reader);
    }

    private (uint Name, ElfSection Section) ReadSection(ref ByteReader reader)
    {
        var (name, type) = (reader.U32(), reader.U32());
        var (flags, address, offset, size) = (reader.Word(Is64), reader.Word(Is64), reader.Word(Is64), reader.Word(Is64));
        var (link, info) = (reader.U32(), reader.U32());
        reader.Word(Is64);
        return (name, new ElfSection("", type, flags, address, offset, size, link, info, reader.Word(Is64)));
    }
}
