using Fleet.Symbolication.Processing;

namespace Fleet.Symbolication.Tests.Hostile;

/// <summary>What one thread of a run has for itself: a folder, and files that stay open from case to case, as those of a worker do.</summary>
internal sealed class Workspace(SeedCorpus corpus) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-hostile-").FullName;
    private long _files;

    public SeedCorpus Corpus => corpus;

    /// <summary>Of files that nobody damaged, whatever cores are read with them.</summary>
    public SymbolFileCache Cache { get; } = new();

    public Dictionary<string, ForgedTables> Tables { get; } = new(StringComparer.Ordinal);

    public string Folder => _folder;

    /// <summary>A file that is never written again: others may have it mapped.</summary>
    public string Write(byte[] bytes)
    {
        var path = Path.Combine(_folder, $"{_files++}");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
