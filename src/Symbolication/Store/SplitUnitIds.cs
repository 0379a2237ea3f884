using System.Security.Cryptography;
using Fleet.Domain.Symbols;
using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Elf;

namespace Fleet.Symbolication.Store;

/// <summary>The dwo-ids of split DWARF: of a package all, of a single file one. They are what its units pair with their skeletons by.</summary>
internal static class SplitUnitIds
{
    public const string Info = ".debug_info.dwo";
    public const string PackageIndex = ".debug_cu_index";

    /// <summary>Compilation units of a package; a web browser has some 40,000.</summary>
    private const int MaxUnits = 1 << 17;

    /// <summary>Inflated, to find ids: a compilation unit with ten times the templates of any that is known.</summary>
    private const int MaxInflated = 256 << 20;

    /// <summary>At least one; in order and each once.</summary>
    /// <exception cref="MalformedException">There is none, or there are too many.</exception>
    public static IReadOnlyList<SymbolId> Read(ElfFile elf)
    {
        foreach (var section in elf.Sections)
        {
            RefuseBomb(elf, section);
        }

        var found = new SortedSet<ulong>();
        foreach (var unit in DwarfFile.OpenSplit(elf, new DamageLog()).Units)
        {
            if (unit.Kind is UnitKind.Compile or UnitKind.SplitCompile && unit.Signature != 0 && found.Add(unit.Signature) && found.Count > MaxUnits)
            {
                throw new MalformedException(elf.What, $"has more than {MaxUnits} units of split DWARF");
            }
        }

        return found.Count > 0 ? [.. found.Select(SymbolId.OfUnit)] : throw new MalformedException(elf.What, "has no split compilation unit that can be read");
    }

    /// <summary>The only unit's, or one of all: packages with the same units are the same.</summary>
    public static SymbolId IdOf(IReadOnlyList<SymbolId> units)
    {
        const int Bytes = 20;
        return units.Count == 1
            ? units[0]
            : SymbolId.Of(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(string.Concat(units))).AsSpan(0, Bytes))!;
    }

    private static void RefuseBomb(ElfFile elf, ElfSection section)
    {
        if (!section.IsCompressed || section.HasNoBytes)
        {
            return;
        }

        // ch_type, then padding and a word of 8 bytes, or a word of 4.
        var reader = new ByteReader(elf.Raw(section).Span, $"{elf.What}, section {section.Name}");
        reader.Skip(elf.Is64 ? 8u : 4u);
        if (reader.Word(elf.Is64) is > MaxInflated and var size)
        {
            throw reader.Malformed($"becomes {size} bytes; {MaxInflated} at most are inflated to find the units of split DWARF");
        }
    }
}
