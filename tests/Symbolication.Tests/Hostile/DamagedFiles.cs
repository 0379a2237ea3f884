using Fleet.Domain.Symbols;
using Fleet.Symbolication.Processing;

namespace Fleet.Symbolication.Tests.Hostile;

/// <summary>The files of a program, of which some are others.</summary>
internal sealed class DamagedFiles(SeedProgram program, IReadOnlyDictionary<SeedFile, string> others) : ISymbolFiles
{
    public string? Find(SymbolId id, SymbolKind kind) =>
        program.ById.TryGetValue((id, kind), out var file) ? others.GetValueOrDefault(file, file.Path) : null;
}
