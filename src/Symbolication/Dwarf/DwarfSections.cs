using Fleet.Symbolication.Elf;

namespace Fleet.Symbolication.Dwarf;

/// <summary>Which section of debugging information.</summary>
public enum DwarfSectionKind
{
    Info,
    Types,
    Abbreviations,
    Strings,
    LineStrings,
    StringOffsets,
    Addresses,
    Ranges,
    RangeLists,
    Locations,
    LocationLists,
    Lines,
    AddressRanges,
}

/// <summary>
/// The sections of one file, inflated when they are asked for. One that cannot be read is as one that is missing, and damage: what does not need it
/// goes on.
/// </summary>
internal sealed class DwarfSections(ElfFile elf, bool isSplit, DamageLog damage)
{
    private static readonly string[] Names =
    [
        ".debug_info", ".debug_types", ".debug_abbrev", ".debug_str", ".debug_line_str", ".debug_str_offsets", ".debug_addr", ".debug_ranges", ".debug_rnglists",
        ".debug_loc", ".debug_loclists", ".debug_line", ".debug_aranges",
    ];

    private readonly DwarfSection?[] _sections = new DwarfSection?[Names.Length];

    public DwarfSection this[DwarfSectionKind kind] => Volatile.Read(ref _sections[(int)kind]) ?? Load((int)kind);

    private DwarfSection Load(int kind)
    {
        var name = isSplit ? Names[kind] + ".dwo" : Names[kind];
        ReadOnlyMemory<byte> bytes = default;
        try
        {
            bytes = isSplit && (DwarfSectionKind)kind is DwarfSectionKind.Info or DwarfSectionKind.Types ? All(name) : elf.Content(name);
        }
        catch (MalformedException e)
        {
            damage.Add(e);
        }

        var section = new DwarfSection(bytes, $"{elf.What}, {name}");
        return Interlocked.CompareExchange(ref _sections[kind], section, null) ?? section;
    }

    /// <summary>A <c>.dwo</c> file is not linked: each type's unit has a section of its own, of the same name. They are put behind one another.</summary>
    private ReadOnlyMemory<byte> All(string name)
    {
        var parts = new List<ReadOnlyMemory<byte>>();
        var (length, inFile) = (0L, 0L);
        foreach (var section in elf.Sections)
        {
            if (string.Equals(section.Name, name, StringComparison.Ordinal))
            {
                var part = elf.ContentOf(section);
                parts.Add(part);
                (length, inFile) = (length + part.Length, inFile + (long)section.Size);
                if (length > SectionInflater.MaxInflatedBytes || inFile > elf.Length)
                {
                    throw new MalformedException($"{elf.What}, {name}", $"all sections of the name have more bytes than the file, or than {SectionInflater.MaxInflatedBytes}");
                }
            }
        }

        if (parts.Count <= 1)
        {
            return parts.Count == 0 ? default : parts[0];
        }

        var all = new byte[length];
        var at = 0;
        foreach (var part in parts)
        {
            part.Span.CopyTo(all.AsSpan(at));
            at += part.Length;
        }

        return all;
    }
}
