using Fleet.Domain.Symbols;

namespace Fleet.Cli.Symbols;

/// <summary>What an upload of symbols found and did.</summary>
internal sealed class UploadReport
{
    private readonly Dictionary<SymbolId, FoundFile> _debugOnly = [];
    private readonly Dictionary<SymbolId, FoundFile> _withoutDwarf = [];
    private readonly HashSet<SymbolId> _executables = [];
    private readonly HashSet<SymbolId> _withDwarf = [];

    /// <summary>ELF files with an id, each content once.</summary>
    public int Found { get; private set; }

    /// <summary>Archives that were looked into.</summary>
    public int Archives { get; set; }

    /// <summary>Files with the content of another.</summary>
    public int Repeated { get; set; }

    /// <summary>Objects that no linker has seen.</summary>
    public int Objects { get; private set; }

    /// <summary>Files that were sent; of a dry run, that would be.</summary>
    public List<FoundFile> Uploaded { get; } = [];

    /// <summary>Bytes of those.</summary>
    public long UploadedBytes => Uploaded.Sum(file => file.Bytes);

    /// <summary>Files that the server had.</summary>
    public int Present { get; set; }

    /// <summary>Files that took the place of another content with the same id and kind.</summary>
    public List<string> Replaced { get; } = [];

    public List<string> WithoutBuildId { get; } = [];

    /// <summary>ELF files that are no symbols: cores, other machines, damaged.</summary>
    public List<string> Ignored { get; } = [];

    /// <summary>What could not be read, or the server refused.</summary>
    public List<string> Failed { get; } = [];

    /// <summary>Debug files whose executable is neither here nor on the server, once that is known.</summary>
    public List<string> CannotBeUnwound { get; } = [];

    /// <summary>Programs without debugging information, for which none was found beside.</summary>
    public IEnumerable<string> WithoutDwarf => _withoutDwarf.Where(file => !_withDwarf.Contains(file.Key)).Select(file => file.Value.Place).Order(StringComparer.Ordinal);

    /// <summary>Debug files whose executable was not found, by build-id.</summary>
    public IReadOnlyDictionary<SymbolId, FoundFile> DebugOnly => _debugOnly.Where(file => !_executables.Contains(file.Key)).ToDictionary(file => file.Key, file => file.Value);

    public void Fail(string problem)
    {
        lock (Failed)
        {
            Failed.Add(problem);
        }
    }

    public void Ignore(string why) => Ignored.Add(why);

    /// <returns>Whether it can be uploaded.</returns>
    public bool Take(FoundFile file)
    {
        if (file.Facts.Id is not { } id)
        {
            if (file.Facts.IsLinked)
            {
                WithoutBuildId.Add(file.Place);
            }
            else
            {
                Objects++;
            }

            return false;
        }

        Found++;
        var hasDwarf = file.Facts.Parts.HasFlag(SymbolParts.Dwarf);
        switch (file.Facts.Kind)
        {
            case SymbolKind.Executable:
                _executables.Add(id);
                if (!hasDwarf)
                {
                    _withoutDwarf[id] = file;
                }

                break;
            case SymbolKind.Debug:
                _debugOnly[id] = file;
                break;
        }

        if (hasDwarf)
        {
            _withDwarf.Add(id);
        }

        return true;
    }
}
