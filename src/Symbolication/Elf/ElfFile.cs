using System.Collections.Concurrent;
using System.Collections.Immutable;
using Fleet.Symbolication.Tables;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Elf;

/// <summary>
/// A program, library, debug file or core: its header, segments and sections, checked. Contents are read when asked for and inflated once. Safe to read
/// from many threads.
/// </summary>
public sealed partial class ElfFile
{
    /// <summary>More than a core of any process has: the kernel's own limit is 65,530 mappings.</summary>
    public const int MaxSegments = 65_535;

    /// <summary>Of sections; programs have dozens, and objects with a section for each function are no programs.</summary>
    public const int MaxSections = 65_535;

    private readonly ByteSource _source;
    private readonly ElfHeader _header;
    private readonly ConcurrentDictionary<string, Lazy<ReadOnlyMemory<byte>>> _inflated = new(StringComparer.Ordinal);
    private long _inflatedBytes;

    private ElfFile(ByteSource source, string what, ElfPurpose purpose)
    {
        _source = source;
        What = what;
        var start = new byte[(int)Math.Min(source.Length, ElfHeader.MaxSize)];
        source.Read(0, start);
        _header = ElfHeader.Read(start, what, purpose);
        var first = FirstSection(purpose);
        Segments = ReadSegments(first, purpose);
        Sections = purpose == ElfPurpose.Core || (purpose == ElfPurpose.Image && !HasSections(first)) ? [] : ReadSections(first!.Value);
        _buildId = new Lazy<string>(() => Elf.BuildId.Find(this));
        _contents = new Lazy<ElfContents>(() => ElfContents.Of(this));
        _symbols = new Lazy<SymbolTable>(() => SymbolTable.Of(this));
        _functions = new Lazy<FunctionAddresses>(() => FunctionAddresses.Of(this));
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

    /// <summary>In the file's order, the empty first one too. Empty when the file has none, and of cores.</summary>
    public ImmutableArray<ElfSection> Sections { get; }

    /// <summary>How many program headers the header speaks of; more than <see cref="Segments"/> in a core with more than <see cref="MaxSegments"/>.</summary>
    internal uint SegmentCount { get; private set; }

    /// <summary>Of the program headers in the file.</summary>
    internal ulong SegmentsAt => _header.ProgramHeaders;

    /// <summary>Bytes of the file.</summary>
    internal long Length => _source.Length;

    internal ByteSource Source => _source;

    /// <summary>What was made of this file before, and kept; null when there is nothing.</summary>
    internal DerivedTables? Derived { get; private init; }

    /// <param name="derived">Of the same file.</param>
    internal static ElfFile Open(ByteSource source, string what, DerivedTables? derived) => new(source, what, ElfPurpose.File) { Derived = derived };

    /// <param name="what">For messages: a path, a build-id.</param>
    /// <exception cref="MalformedException">It is no ELF file of a machine that is supported, or its headers are not within it.</exception>
    public static ElfFile Open(ByteSource source, string what) => new(source, what, ElfPurpose.File);

    /// <exception cref="MalformedException">It is no ELF file of a machine that is supported, or its program headers are not within it.</exception>
    internal static ElfFile Open(ByteSource source, string what, ElfPurpose purpose) => new(source, what, purpose);

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

        return IsPacked(section) ? _inflated.GetOrAdd(name, _ => new Lazy<ReadOnlyMemory<byte>>(() => Derived?.Inflated(section) ?? Inflate(section))).Value : Raw(section);
    }

    /// <summary>The content of one of several sections of the same name, inflated, and not kept.</summary>
    /// <exception cref="MalformedException">It is not within the file, or cannot be inflated.</exception>
    internal ReadOnlyMemory<byte> ContentOf(ElfSection section) => IsPacked(section) ? Inflate(section) : Raw(section);

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

    internal bool TryRaw(ElfSection section, out ReadOnlyMemory<byte> bytes)
    {
        var isThere = !section.HasNoBytes && IsWithin(section.Offset, section.Size);
        bytes = isThere ? Raw(section) : default;
        return isThere;
    }

    internal bool TryRaw(ElfSegment segment, out ReadOnlyMemory<byte> bytes)
    {
        var isThere = IsWithin(segment.Offset, segment.FileSize);
        bytes = isThere ? Raw(segment) : default;
        return isThere;
    }

    private bool IsWithin(ulong offset, ulong length) =>
        offset <= (ulong)_source.Length && length <= (ulong)_source.Length - offset && length <= int.MaxValue;

    private byte[] Inflate(ElfSection section)
    {
        var size = SectionInflater.SizeOf(Raw(section), Is64, IsGnu(section), Place(section));
        if (Interlocked.Add(ref _inflatedBytes, size) > SectionInflater.MostOf(Length))
        {
            throw new MalformedException(Place(section), $"becomes {size} bytes, with the sections before it more than a file of {Length} can: they are over one another");
        }

        return IsGnu(section) ? SectionInflater.InflateGnu(Raw(section), Place(section)) : SectionInflater.Inflate(Raw(section), Is64, Place(section));
    }

    /// <summary>Whether <see cref="Content"/> is not what the file has as it is.</summary>
    internal static bool IsPacked(ElfSection section) => !section.HasNoBytes && (section.IsCompressed || IsGnu(section));

    /// <summary>Inflates a section that <see cref="IsPacked"/> piece by piece, and keeps nothing of it.</summary>
    /// <returns>Bytes that came out.</returns>
    /// <exception cref="MalformedException">It is not within the file, or cannot be inflated.</exception>
    internal long Inflate(ElfSection section, SectionInflater.SpanAction write) => SectionInflater.InflateTo(Raw(section), Is64, IsGnu(section), Place(section), write);

    private static bool IsGnu(ElfSection section) => section.Name.StartsWith(".zdebug_", StringComparison.Ordinal);

    private string Place(ElfSection section) => $"{What}, section {section.Name}";
}
