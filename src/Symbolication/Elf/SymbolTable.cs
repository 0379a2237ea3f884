using System.Text;

namespace Fleet.Symbolication.Elf;

/// <summary>
/// The symbols of a file, by address: of <c>.symtab</c>, <c>.dynsym</c> and <c>.gnu_debugdata</c>, merged. Of several at an address the one that names it
/// best is kept. A symbol without a size reaches to the next one, never into the next section, and is not seen within one that has a size.
/// </summary>
public sealed class SymbolTable
{
    /// <summary>A name of C++ has some hundred bytes, rarely thousands.</summary>
    private const int MaxNameBytes = 64 * 1024;

    /// <summary>Of two names, to choose one.</summary>
    private const int MaxComparedBytes = 1024;

    private readonly RawSymbol[] _symbols;
    private readonly ReadOnlyMemory<byte>[] _tables;
    private readonly string?[] _names;
    private readonly ulong[] _starts;
    private readonly int[] _owners;
    private readonly ulong[] _mappingStarts;
    private readonly CodeKind[] _mapping;

    private SymbolTable(SymbolReader reader, string problem)
    {
        Problem = problem;
        _tables = [.. reader.Names];
        _symbols = BestOfEach(reader.Symbols);
        _names = new string?[_symbols.Length];
        (_starts, _owners) = SymbolRanges.Of(_symbols);
        var mapping = reader.Mapping.ToArray();
        Array.Sort(mapping, static (one, other) => one.Address.CompareTo(other.Address));
        _mappingStarts = Array.ConvertAll(mapping, static entry => entry.Address);
        _mapping = Array.ConvertAll(mapping, static entry => entry.Kind);
    }

    /// <summary>How many symbols, after those that say the same.</summary>
    public int Count => _symbols.Length;

    /// <summary>Why some of the file's symbols are missing, one sentence; empty when none are.</summary>
    public string Problem { get; }

    /// <summary>The symbol that an address is in.</summary>
    /// <param name="address">In the file's own addresses.</param>
    public ElfSymbol? Find(ulong address)
    {
        var index = Array.BinarySearch(_starts, address);
        index = index < 0 ? ~index - 1 : index;
        return index >= 0 && _owners[index] is >= 0 and var owner ? At(owner) : null;
    }

    /// <summary>By place in the order of addresses, from 0 to <see cref="Count"/> - 1.</summary>
    public ElfSymbol At(int index)
    {
        ref readonly var symbol = ref _symbols[index];
        return new ElfSymbol(
            NameOf(index), symbol.Address, symbol.IsSized ? symbol.End - symbol.Address : 0, symbol.Kind, symbol.Binding > 0, symbol.IsThumb);
    }

    /// <summary>What ARM's mapping symbols say of an address; <see cref="CodeKind.Unknown"/> in a file that was stripped of them.</summary>
    public CodeKind CodeAt(ulong address)
    {
        var index = Array.BinarySearch(_mappingStarts, address);
        index = index < 0 ? ~index - 1 : index;
        return index < 0 ? CodeKind.Unknown : _mapping[index];
    }

    internal static SymbolTable Of(ElfFile file)
    {
        var reader = new SymbolReader();
        var problem = Read(reader, file);
        return new SymbolTable(reader, problem);
    }

    /// <returns>Why some are missing; empty when none are.</returns>
    internal static string Read(SymbolReader reader, ElfFile file) => Add(reader, file, isMini: false);

    private static string Add(SymbolReader reader, ElfFile file, bool isMini)
    {
        var problem = "";
        foreach (var (type, name) in ((uint, string)[])[(ElfSection.SymbolTableType, ".symtab"), (ElfSection.DynamicSymbolsType, ".dynsym")])
        {
            try
            {
                AddSection(reader, file, type, name);
            }
            catch (MalformedException e)
            {
                problem = e.Message;
            }
        }

        try
        {
            if (file.Sections.IsEmpty)
            {
                DynamicSymbols.Add(reader, file);
            }

            // Symbols of a mini file are not looked for in a mini file: one level is all there is.
            if (!isMini && MiniDebugInfo.Read(file) is { } mini)
            {
                problem = Add(reader, mini, isMini: true) is { Length: > 0 } inner ? inner : problem;
            }
        }
        catch (MalformedException e)
        {
            problem = e.Message;
        }

        return problem;
    }

    private static void AddSection(SymbolReader reader, ElfFile file, uint type, string name)
    {
        foreach (var section in file.Sections)
        {
            if (section.Type == type && string.Equals(section.Name, name, StringComparison.Ordinal))
            {
                var names = section.Link < file.Sections.Length ? file.Raw(file.Sections[(int)section.Link]) : default;
                reader.Add(file, file.Content(name), names);
                return;
            }
        }
    }

    private RawSymbol[] BestOfEach(List<RawSymbol> all)
    {
        all.Sort(static (one, other) => one.Address.CompareTo(other.Address));
        var best = new List<RawSymbol>(all.Count);
        foreach (var symbol in all)
        {
            if (best.Count == 0 || best[^1].Address != symbol.Address)
            {
                best.Add(symbol);
            }
            else if (Compare(symbol, best[^1]) < 0)
            {
                best[^1] = symbol;
            }
        }

        return [.. best];
    }

    /// <summary>Negative when the first is better. The last word has the name, so that the same program always gives the same answer: fewest underscores, shortest, first.</summary>
    private int Compare(RawSymbol one, RawSymbol other)
    {
        if (one.Rank != other.Rank)
        {
            return other.Rank.CompareTo(one.Rank);
        }

        // Millions of symbols may share an address and a name of any length.
        var name = NameOf(one, MaxComparedBytes);
        var otherName = NameOf(other, MaxComparedBytes);
        var underscores = Underscores(name).CompareTo(Underscores(otherName));
        return underscores != 0 ? underscores
            : name.Length != otherName.Length ? name.Length.CompareTo(otherName.Length)
            : name.SequenceCompareTo(otherName) is not 0 and var order ? order
            : one.Names != other.Names ? one.Names.CompareTo(other.Names)
            : one.NameAt.CompareTo(other.NameAt);
    }

    private static int Underscores(ReadOnlySpan<byte> name) => name.IndexOfAnyExcept((byte)'_') is >= 0 and var count ? count : name.Length;

    private ReadOnlySpan<byte> NameOf(RawSymbol symbol, int most)
    {
        var names = _tables[symbol.Names].Span[(int)symbol.NameAt..];
        names = names[..Math.Min(names.Length, most)];
        return names.IndexOf((byte)0) is >= 0 and var end ? names[..end] : names;
    }

    // Two threads may both decode it: the same text.
    private string NameOf(int index) => _names[index] ??= Encoding.UTF8.GetString(NameOf(_symbols[index], MaxNameBytes));
}
