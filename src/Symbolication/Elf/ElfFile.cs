using System.Collections.Concurrent;
using System.Collections.Immutable;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Elf;

/// <summary>
/// A program, library, debug file or core: its header, segments and sections, checked. Contents are read when asked for and inflated once. Safe to read
/// from many threads.
/// </summary>
public sealed class ElfFile
{
    /// <summary>More than a core of any process has: the kernel's own limit is 65,530 mappings.</summary>
    public const int MaxSegments = 65_535;

    /// <summary>Of sections; programs have dozens, and objects with a section for each function are no programs.</summary>
    public const int MaxSections = 65_535;

    private readonly ByteSource _source;
    private readonly ElfHeader _header;
    private readonly ConcurrentDictionary<string, ReadOnlyMemory<byte>> _inflated = new(StringComparer.Ordinal);

    private ElfFile(ByteSource source, string what)
    {
        _source = source;
        What = what;
        var start = new byte[(int)Math.Min(source.Length, ElfHeader.MaxSize)];
        source.Read(0, start);
        _header = ElfHeader.Read(start, what);
        var first = _header.SectionHeaders > 0 ? ReadSection(_header.SectionHeaders).Section : default;
        Segments = ReadSegments(first);
        Sections = ReadSections(first);
    }

    /// <summary>What it is, for messages.</summary>
    public string What { get; }

    public Machine Machine => _header.Machine;

    public bool Is64 => _header.Is64;

    public bool IsCore => _header.Type == 4;

    /// <summary>Linked to no fixed address: <c>ET_DYN</c>.</summary>
    public bool IsDynamic => _header.Type == 3;

    /// <summary>Where the program starts, in its own addresses.</summary>
    public ulong Entry => _header.Entry;

    public ImmutableArray<ElfSegment> Segments { get; }

    /// <summary>In the file's order, the empty first one too. Empty when the file has none, as cores.</summary>
    public ImmutableArray<ElfSection> Sections { get; }

    /// <param name="what">For messages: a path, a build-id.</param>
    /// <exception cref="MalformedException">It is no ELF file of a machine that is supported, or its headers are not within it.</exception>
    public static ElfFile Open(ByteSource source, string what) => new(source, what);

    /// <summary>By name; <c>.zdebug_*</c> also by the name that it has when inflated.</summary>
    public ElfSection? Section(string name)
    {
        foreach (var section in Sections)
        {
            if (string.Equals(section.Name, name, StringComparison.Ordinal))
            {
                return section;
            }
        }

        return name.StartsWith(".debug_", StringComparison.Ordinal) ? Section(".z" + name[1..]) : null;
    }

    /// <summary>A section's content, inflated; empty when there is none, or its bytes are in another file.</summary>
    /// <exception cref="MalformedException">It is not within the file, or cannot be inflated.</exception>
    public ReadOnlyMemory<byte> Content(string name)
    {
        if (Section(name) is not { } section || section.HasNoBytes)
        {
            return default;
        }

        var isGnu = section.Name.StartsWith(".zdebug_", StringComparison.Ordinal);
        return section.IsCompressed || isGnu
            ? _inflated.GetOrAdd(name, _ => isGnu ? SectionInflater.InflateGnu(Raw(section), Place(section)) : SectionInflater.Inflate(Raw(section), Is64, Place(section)))
            : Raw(section);
    }

    /// <summary>A section's bytes as they are in the file.</summary>
    public ReadOnlyMemory<byte> Raw(ElfSection section) => section.HasNoBytes ? default : _source.View(section.Offset, section.Size, Place(section));

    /// <summary>A segment's bytes, those that are in the file.</summary>
    public ReadOnlyMemory<byte> Raw(ElfSegment segment) => _source.View(segment.Offset, segment.FileSize, $"{What}, segment at 0x{segment.Address:x}");

    /// <summary>What there is in the file of a segment's bytes, from <paramref name="offset"/> on.</summary>
    /// <returns>How many bytes were read.</returns>
    public int Read(ElfSegment segment, ulong offset, Span<byte> into)
    {
        if (offset >= segment.FileSize)
        {
            return 0;
        }

        var wanted = (int)Math.Min((ulong)into.Length, segment.FileSize - offset);
        return segment.Offset > ulong.MaxValue - offset ? 0 : _source.Read(segment.Offset + offset, into[..wanted]);
    }

    private string Place(ElfSection section) => $"{What}, section {section.Name}";

    private ImmutableArray<ElfSegment> ReadSegments(ElfSection first)
    {
        var count = _header.ProgramHeaderCount == ElfHeader.Elsewhere && _header.SectionHeaders > 0 ? first.Info : (uint)_header.ProgramHeaderCount;
        if (count > MaxSegments)
        {
            throw new MalformedException(What, $"has {count} segments, more than {MaxSegments}");
        }

        var what = $"{What}, program headers";
        var reader = new ByteReader(_source.View(_header.ProgramHeaders, count * (ulong)_header.ProgramHeaderSize, what).Span, what);
        var segments = ImmutableArray.CreateBuilder<ElfSegment>((int)count);
        for (var i = 0; i < count; i++)
        {
            segments.Add(ReadSegment(ref reader));
        }

        return segments.MoveToImmutable();
    }

    private ElfSegment ReadSegment(ref ByteReader reader)
    {
        var type = reader.U32();
        if (Is64)
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
        var count = _header.SectionCount == 0 ? first.Size : (ulong)_header.SectionCount;
        var names = _header.SectionNames == ElfHeader.Elsewhere ? first.Link : (uint)_header.SectionNames;
        if (count > MaxSections)
        {
            throw new MalformedException(What, $"has {count} sections, more than {MaxSections}");
        }

        var headers = new (uint Name, ElfSection Section)[count];
        for (var i = 0; i < headers.Length; i++)
        {
            headers[i] = ReadSection(_header.SectionHeaders + ((ulong)i * (ulong)_header.SectionHeaderSize));
        }

        var table = names < count ? Raw(headers[names].Section) : default;
        return [.. headers.Select(header => header.Section with { Name = NameAt(table, header.Name) })];
    }

    private string NameAt(ReadOnlyMemory<byte> table, uint offset) =>
        offset < table.Length ? new ByteReader(table.Span, $"{What}, section names", offset).CString() : "";

    private (uint Name, ElfSection Section) ReadSection(ulong at)
    {
        var what = $"{What}, section headers";
        var reader = new ByteReader(_source.View(at, (ulong)_header.SectionHeaderSize, what).Span, what);
        var (name, type) = (reader.U32(), reader.U32());
        var (flags, address, offset, size) = (reader.Word(Is64), reader.Word(Is64), reader.Word(Is64), reader.Word(Is64));
        var (link, info) = (reader.U32(), reader.U32());
        reader.Word(Is64);
        return (name, new ElfSection("", type, flags, address, offset, size, link, info, reader.Word(Is64)));
    }
}
