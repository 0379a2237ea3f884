using System.Collections.Concurrent;
using Fleet.Domain.Symbols;
using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Elf;

namespace Fleet.Symbolication.Processing;

/// <summary>
/// The split and shared files of one module's debugging information, asked for when an address leads into them. It outlives the failure that it was made
/// for, and asks whoever processes one at the time.
/// </summary>
internal sealed class CompanionFiles(SymbolFileCache cache) : IDebugCompanions
{
    /// <summary>Of those that nobody has, how many are remembered, to be asked for again at each failure: a program may have thousands of split units, which come together.</summary>
    private const int MaxRemembered = 32;

    private readonly ConcurrentDictionary<(SymbolId Id, SymbolKind Kind), bool> _missing = new();

    /// <summary>Who is asked; null between two failures.</summary>
    public ISymbolFiles? Source { get; set; }

    /// <summary>Those that were asked for and that nobody has.</summary>
    public IEnumerable<SymbolId> Missing => _missing.Keys.Select(key => key.Id);

    /// <summary>Whether one of those that were missing is here now: what was read without it is to be read again.</summary>
    public bool HaveCome(ISymbolFiles source) => _missing.Keys.Any(key => source.Find(key.Id, key.Kind) is not null);

    public ElfFile? Alternate(string path, string buildId) => SymbolId.TryParse(buildId, out var id) ? Open(id, SymbolKind.Supplementary) : null;

    public ElfFile? Split(string directory, string name, ulong id) => Open(SymbolId.OfUnit(id), SymbolKind.Split);

    /// <summary>A package is found by the id of each unit that it has.</summary>
    public ElfFile? Package() => null;

    private ElfFile? Open(SymbolId id, SymbolKind kind)
    {
        if (Source?.Find(id, kind) is { } path && cache.Open(path) is { } file)
        {
            return file;
        }

        if (_missing.Count < MaxRemembered)
        {
            _missing.TryAdd((id, kind), true);
        }

        return null;
    }
}
