using Fleet.Domain.Symbols;
using Fleet.Symbolication.Store;

namespace Fleet.Symbolication.Tests.Hostile;

/// <summary>A program of the corpus, with its files and its cores.</summary>
/// <param name="Name">Of the corpus's case.</param>
/// <param name="Files">Program, library, debug files, split and shared ones.</param>
/// <param name="Cores">Full and trimmed; none of a program that was not run.</param>
internal sealed record SeedProgram(string Name, IReadOnlyList<SeedFile> Files, IReadOnlyList<SeedFile> Cores)
{
    /// <summary>Which file is asked for by an id.</summary>
    public IReadOnlyDictionary<(SymbolId Id, SymbolKind Kind), SeedFile> ById { get; } = IdsOf(Files);

    public SeedFile Main => Files.First(file => file.Name == "program");

    private static Dictionary<(SymbolId, SymbolKind), SeedFile> IdsOf(IReadOnlyList<SeedFile> files)
    {
        var ids = new Dictionary<(SymbolId, SymbolKind), SeedFile>();
        foreach (var file in files)
        {
            var facts = SymbolFileReader.Read(ByteSource.Of(file.Bytes), file.Name);
            foreach (var id in facts.Units.Append(facts.Id).OfType<SymbolId>())
            {
                ids[(id, facts.Kind)] = file;
                if (facts.Kind == SymbolKind.Executable)
                {
                    ids.TryAdd((id, SymbolKind.Debug), file);
                }
            }
        }

        return ids;
    }
}
