using System.Collections.Concurrent;
using System.Threading.Channels;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Connection;
using Fleet.Cli.Import;
using Fleet.Cli.Output;

namespace Fleet.Cli.Symbols;

/// <summary>
/// Uploads what the server lacks of what a scan finds: batches of files are checked, sent a few at a time and registered while the scan goes on. It may be
/// ended at any time and begun again: what is there is not sent twice.
/// </summary>
internal sealed class SymbolUpload(ApiContext context, UploadReport report, int parallel, bool isDryRun) : IDisposable
{
    private const string UploadPath = "/api/v1/uploads";

    /// <summary>Files of a batch: the server registers 100 in one call.</summary>
    private const int BatchFiles = 100;

    /// <summary>Bytes of a batch, and so of copies on this disk: two batches and a file at most.</summary>
    private const long BatchBytes = 512L << 20;

    private const int MaxBuildIds = 1000;

    private readonly ByteProgress _progress = new(context.Environment);
    private long _sent;
    private long _toSend;

    public async Task RunAsync(IReadOnlyList<string> paths)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.Cancellation);
        using var http = UploadHttp.Create(context.Target, context.Target.Token);
        var uploads = new TusClient(http, context.Target, context.Environment.Time, UploadPath, "token");
        var batches = Channel.CreateBounded<List<FoundFile>>(1);
        using var scan = new SymbolScan(report, end.Token);
        var scanning = Task.Run(() => ScanAsync(scan, paths, batches.Writer, end.Token), CancellationToken.None);
        try
        {
            await foreach (var batch in batches.Reader.ReadAllAsync(end.Token))
            {
                await SendAsync(batch, uploads, end.Token);
                batch.ForEach(file => file.Forget());
            }

            await scanning;
            await CheckUnwindingAsync(end.Token);
        }
        finally
        {
            await end.CancelAsync();
            await scanning.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    public void Dispose() => _progress.Dispose();

    private static async Task ScanAsync(SymbolScan scan, IReadOnlyList<string> paths, ChannelWriter<List<FoundFile>> batches, CancellationToken cancellation)
    {
        var (batch, bytes) = (new List<FoundFile>(), 0L);
        void Flush()
        {
            // Off the callers' threads: waiting here is what holds the scan back.
            batches.WriteAsync(batch, cancellation).AsTask().GetAwaiter().GetResult();
            (batch, bytes) = ([], 0);
        }

        try
        {
            foreach (var path in paths)
            {
                scan.Scan(path, file =>
                {
                    batch.Add(file);
                    bytes += file.Bytes;
                    if (batch.Count == BatchFiles || bytes >= BatchBytes)
                    {
                        Flush();
                    }
                });
            }

            await batches.WriteAsync(batch, cancellation);
            batches.Complete();
        }
        catch (Exception e)
        {
            batches.Complete(e);
            throw;
        }
    }

    private async Task SendAsync(List<FoundFile> batch, TusClient uploads, CancellationToken cancellation)
    {
        if (batch.Count == 0)
        {
            return;
        }

        var request = new CheckSymbolsRequest { Project = context.Project };
        request.Files.AddRange(batch.Select(file => new SymbolContent { Sha256 = file.Sha256, Bytes = file.Bytes }));
        var answer = await context.Api.Symbols.CheckSymbolsAsync(request, cancellationToken: cancellation);
        var (missing, uploaded) = (answer.Missing.ToHashSet(StringComparer.Ordinal), answer.Uploaded.ToHashSet(StringComparer.Ordinal));
        var lacking = batch.Where(file => missing.Contains(file.Sha256)).ToList();
        var pending = batch.Where(file => missing.Contains(file.Sha256) || uploaded.Contains(file.Sha256)).ToList();
        report.Present += batch.Count - pending.Count;
        if (isDryRun)
        {
            report.Uploaded.AddRange(lacking);
            return;
        }

        _toSend += lacking.Sum(file => file.Bytes);
        var changed = new ConcurrentDictionary<FoundFile, bool>();
        await Parallel.ForEachAsync(lacking, new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellation }, async (file, cancel) =>
        {
            if (!await uploads.UploadAsync(Convert.FromHexString(file.Sha256), file.Bytes, offset => Content(file, offset), cancel))
            {
                changed[file] = true;
                report.Fail($"{file.Place}: changed while it was read; upload it again");
            }

            _progress.Show(Interlocked.Add(ref _sent, file.Bytes), Interlocked.Read(ref _toSend));
        });
        await RegisterAsync([.. pending.Where(file => !changed.ContainsKey(file))], cancellation);
    }

    private static FileSlice Content(FoundFile file, long offset)
    {
        var content = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, useAsync: true);
        return new FileSlice(content, offset, file.Bytes - offset, ownsFile: true);
    }

    private async Task RegisterAsync(List<FoundFile> files, CancellationToken cancellation)
    {
        if (files.Count == 0)
        {
            return;
        }

        var request = new RegisterSymbolsRequest { Project = context.Project };
        request.Files.AddRange(files.Select(file => new UploadedSymbol { Sha256 = file.Sha256, Name = file.Name }));
        var answer = await context.Api.Symbols.RegisterSymbolsAsync(request, cancellationToken: cancellation);
        foreach (var (file, result) in files.Zip(answer.Results))
        {
            if (result.Problem.Length > 0)
            {
                report.Fail($"{file.Place}: the server refuses it: {result.Problem}");
                continue;
            }

            report.Uploaded.Add(file);
            if (result.ReplacedSha256.Length > 0)
            {
                report.Replaced.Add(file.Place);
            }
        }
    }

    /// <summary>Of debug files without their executable here, those whose executable the server has not either.</summary>
    private async Task CheckUnwindingAsync(CancellationToken cancellation)
    {
        var alone = report.DebugOnly;
        foreach (var ids in alone.Keys.Chunk(MaxBuildIds))
        {
            var request = new CheckSymbolsRequest { Project = context.Project };
            request.BuildIds.AddRange(ids.Select(id => id.ToString()));
            var answer = await context.Api.Symbols.CheckSymbolsAsync(request, cancellationToken: cancellation);
            var without = answer.WithoutExecutable.ToHashSet(StringComparer.Ordinal);
            report.CannotBeUnwound.AddRange(ids.Where(id => without.Contains(id.ToString())).Select(id => alone[id].Place).Order(StringComparer.Ordinal));
        }
    }
}
