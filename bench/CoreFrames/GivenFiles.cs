using Fleet.Domain.Symbols;
using Fleet.Symbolication;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Processing;

namespace Fleet.CoreFrames;

/// <summary>Files of symbols that were named, by their build-ids: programs and libraries with what debugging information they have.</summary>
internal sealed class GivenFiles : ISymbolFiles
{
    private readonly Dictionary<string, string> _byBuildId = new(StringComparer.Ordinal);

    public GivenFiles(IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            using var source = ByteSource.Map(path);
            _byBuildId[ElfFile.Open(source, path).BuildId] = path;
        }
    }

    public string? Find(SymbolId id, SymbolKind kind) =>
        kind is SymbolKind.Executable or SymbolKind.Debug ? _byBuildId.GetValueOrDefault(id.ToString()) : null;
}
