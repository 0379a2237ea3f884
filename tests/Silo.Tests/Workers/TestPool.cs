using System.Reflection;
using Fleet.Domain.Symbols;
using Fleet.Grains.Blobs;
using Fleet.Grains.Symbols;
using Fleet.Silo.Symbols;
using Fleet.Silo.Workers;
using Fleet.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fleet.Silo.Tests.Workers;

/// <summary>A pool whose workers are of a kind, with a blob store and files of symbols of its own.</summary>
internal sealed class TestPool : ISymbolSource, IAsyncDisposable
{
    public const string Project = "p";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fleet-pool-");
    private readonly DirectoryBlobStore _blobs;
    private readonly Dictionary<(SymbolId Id, SymbolKind Kind), SymbolFile> _files = [];
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public TestPool(string mode, Func<SymbolicationOptions, SymbolicationOptions>? change = null)
    {
        _blobs = new DirectoryBlobStore(Path.Combine(_folder.FullName, "blobs"), TimeProvider.System);
        Options = new SymbolicationOptions { Workers = 1, WorkFolder = Path.Combine(_folder.FullName, "work"), Command = CommandOf(mode) };
        Options = change?.Invoke(Options) ?? Options;
        Pool = new WorkerPool(Options, _blobs, this, new WorkerInstruments(_services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>()), TimeProvider.System, NullLogger<WorkerPool>.Instance);
    }

    public SymbolicationOptions Options { get; }

    /// <summary>A folder that a pool may have its tables in.</summary>
    public static SymbolicationOptions WithTables(SymbolicationOptions options) => options with { TableFolder = Path.Combine(Path.GetDirectoryName(options.WorkFolder)!, "tables") };

    public WorkerPool Pool { get; }

    public string BlobFolder => _blobs.Folder;

    /// <summary>This program as a worker.</summary>
    public static IReadOnlyList<string> CommandOf(string mode)
    {
        string[] program = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [Environment.ProcessPath!, Assembly.GetExecutingAssembly().Location] : [Environment.ProcessPath!];
        return [.. program, HostileWorker.Verb, mode];
    }

    public async Task<BlobId> AddBlobAsync(string path)
    {
        await using var content = File.OpenRead(path);
        var upload = await _blobs.CreateUpload(Project, content.Length, "", null, DateTimeOffset.MaxValue, CancellationToken.None);
        await _blobs.Append(Project, upload.Id, 0, content, null, CancellationToken.None);
        await _blobs.Complete(Project, upload.Id, CancellationToken.None);
        return (await _blobs.FindUpload(Project, upload.Id, CancellationToken.None))!.Blob!.Value;
    }

    public async Task<string> PathOfAsync(BlobId blob) => (await _blobs.FindPathAsync(Project, blob, CancellationToken.None))!;

    public async Task AddSymbolsAsync(string path)
    {
        await using var content = File.OpenRead(path);
        var facts = new ElfSymbolInspector().Read(content);
        var file = new SymbolFile(facts.Id!, facts.Kind, await AddBlobAsync(path), content.Length, Path.GetFileName(path), 0, facts.Parts, facts.Architecture);
        _files[(file.Id, SymbolKind.Executable)] = _files[(file.Id, SymbolKind.Debug)] = file;
    }

    public Task<SymbolFile?> FindAsync(string project, SymbolId id, SymbolKind kind, CancellationToken cancellation) =>
        Task.FromResult(project == Project ? _files.GetValueOrDefault((id, kind)) : null);

    public async ValueTask DisposeAsync()
    {
        await Pool.DisposeAsync();
        await _services.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
