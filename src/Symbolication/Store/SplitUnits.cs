using System.Security.Cryptography;
using Fleet.Domain.Symbols;
using Fleet.Symbolication.Elf;

namespace Fleet.Symbolication.Store;

/// <summary>
/// The dwo-ids of split DWARF. In a package they are the signatures of <c>.debug_cu_index</c> (DWARF 5, 7.3.5.3); in a single file the header of the split unit
/// has it (7.5.1.2), or before DWARF 5 the attribute <c>DW_AT_GNU_dwo_id</c> of its first entry (https://gcc.gnu.org/wiki/DebugFission).
/// </summary>
internal static class SplitUnits
{
    public const string Info = ".debug_info.dwo";
    public const string PackageIndex = ".debug_cu_index";

    private const string Abbreviations = ".debug_abbrev.dwo";

    /// <summary>Compilation units of a package; a web browser has some 40,000.</summary>
    private const int MaxUnits = 1 << 17;

    /// <summary>Inflated, to find one id: a compilation unit with ten times the templates of any that is known.</summary>
    private const int MaxInflated = 256 << 20;

    private const byte SplitCompileUnit = 5;

    /// <summary>At least one; in order and each once.</summary>
    /// <exception cref="MalformedException">There is none, or it cannot be read.</exception>
    public static IReadOnlyList<SymbolId> Read(ElfFile elf)
    {
        var found = elf.Section(PackageIndex) is { HasNoBytes: false, Size: > 0 } ? OfPackage(elf) : [OfFile(elf)];
        found.Sort();
        return found.Count > 0
            ? [.. found.Distinct().Select(SymbolId.OfUnit)]
            : throw new MalformedException(elf.What, "is a package of split DWARF without a unit");
    }

    /// <summary>The only unit's, or one of all: packages with the same units are the same.</summary>
    public static SymbolId IdOf(IReadOnlyList<SymbolId> units)
    {
        const int Bytes = 20;
        return units.Count == 1
            ? units[0]
            : SymbolId.Of(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(string.Concat(units))).AsSpan(0, Bytes))!;
    }

    private static List<ulong> OfPackage(ElfFile elf)
    {
        var reader = new ByteReader(Content(elf, PackageIndex).Span, $"{elf.What}, section {PackageIndex}");

        // Version 2 is of 4 bytes, 5 of two and two of padding: little endian, so the same.
        var version = reader.U32();
        var (_, units, slots) = (reader.U32(), reader.U32(), reader.U32());
        if (version is not (2 or 5) || units > MaxUnits || slots > 4 * MaxUnits)
        {
            throw reader.Malformed($"an index of version {version} with {units} units in {slots} slots; 2 and 5 are known, and {MaxUnits} units at most");
        }

        var signatures = new ulong[slots];
        for (var i = 0; i < slots; i++)
        {
            signatures[i] = reader.U64();
        }

        var found = new List<ulong>();
        foreach (var signature in signatures)
        {
            if (reader.U32() != 0)
            {
                found.Add(signature);
            }
        }

        return found;
    }

    private static ulong OfFile(ElfFile elf)
    {
        var content = Content(elf, Info);
        for (long at = 0; at < content.Length;)
        {
            var reader = new ByteReader(content.Span, $"{elf.What}, section {Info}", at);
            var length = (ulong)reader.U32();
            var is64 = length == 0xffff_ffff;
            if (is64)
            {
                length = reader.U64();
            }

            var start = reader.Position;
            if (length > (ulong)reader.Remaining)
            {
                throw reader.Malformed($"a unit of {length} bytes, {reader.Remaining} are left");
            }

            at = start + (long)length;
            var version = reader.U16();
            if (version < 5)
            {
                // Types are in a section of their own.
                var abbreviations = reader.Word(is64);
                reader.Skip(1);
                return FirstEntry.GnuDwoId(ref reader, Content(elf, Abbreviations), abbreviations, is64);
            }

            var type = reader.U8();
            reader.Skip(1);
            reader.Word(is64);
            if (type == SplitCompileUnit)
            {
                return reader.U64();
            }
        }

        throw new MalformedException(elf.What, "has no split compilation unit");
    }

    private static ReadOnlyMemory<byte> Content(ElfFile elf, string name)
    {
        if (elf.Section(name) is { IsCompressed: true } section)
        {
            // ch_type, then padding and a word of 8 bytes, or a word of 4.
            var reader = new ByteReader(elf.Raw(section).Span, $"{elf.What}, section {name}");
            reader.Skip(elf.Is64 ? 8u : 4u);
            if (reader.Word(elf.Is64) is > MaxInflated and var size)
            {
                throw reader.Malformed($"{size} bytes when inflated, more than {MaxInflated}");
            }
        }

        return elf.Content(name);
    }
}
