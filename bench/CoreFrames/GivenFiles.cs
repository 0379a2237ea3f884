using Fleet.Domain.Symbols;
using Fleet.Symbolication;
using Fleet.Symbolication.Processing;
using Fleet.Symbolication.Store;

namespace Fleet.CoreFrames;

/// <summary>Files of symbols that were named, by their build-ids: programs and libraries with what debugging information they have, separate debug files, and dwz's.</summary>
internal sealed class GivenFiles : ISymbolFiles
{
    private readonly Dictionary<(SymbolId Id, SymbolKind Kind), string> _paths = [];

    public GivenFiles(IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            using var source = ByteSource.Map(path);
            if (SymbolFileReader.Read(source, path) is { Id: { } id, Kind: var kind })
            {
                _paths[(id, kind)] = path;
            }
        }
    }

    public string? Find(SymbolId id, SymbolKind kind) =>
        _paths.GetValueOrDefault((id, kind)) ?? (kind == SymbolKind.Debug ? _paths.GetValueOrDefault((id, SymbolKind.Executable)) : null);
}
