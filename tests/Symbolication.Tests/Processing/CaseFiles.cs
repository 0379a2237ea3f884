using Fleet.Domain.Symbols;
using Fleet.Symbolication.Processing;
using Fleet.Symbolication.Store;
using Fleet.Symbolication.Tests.Corpus;

namespace Fleet.Symbolication.Tests.Processing;

/// <summary>Files of symbols as a project's store has them: by their own ids, whatever they are called.</summary>
internal sealed class CaseFiles : ISymbolFiles
{
    private readonly Dictionary<(SymbolId Id, SymbolKind Kind), string> _paths = [];

    public CaseFiles(params IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            Add(path);
        }
    }

    /// <summary>What was asked for, each time.</summary>
    public List<(SymbolId Id, SymbolKind Kind)> Asked { get; } = [];

    /// <summary>All that a build of a case brings.</summary>
    public static CaseFiles Of(CorpusCase crash) => new(crash.Files);

    public void Add(string path)
    {
        using var source = ByteSource.Map(path);
        var facts = SymbolFileReader.Read(source, path);
        foreach (var id in facts.Units.Prepend(facts.Id!))
        {
            _paths[(id, facts.Kind)] = path;
        }

        if (facts.Kind == SymbolKind.Executable && facts.Parts.HasFlag(SymbolParts.Dwarf))
        {
            _paths.TryAdd((facts.Id!, SymbolKind.Debug), path);
        }
    }

    public string? Find(SymbolId id, SymbolKind kind)
    {
        Asked.Add((id, kind));
        return _paths.GetValueOrDefault((id, kind));
    }
}
