using System.Threading.Channels;
using Fleet.Symbolication.Tables;
using Microsoft.Extensions.Logging;

namespace Fleet.Silo.Workers;

/// <summary>
/// Has tables made of the large files of symbols that workers were given, one at a time and beside the cores, each by a worker of its own that ends with it: what makes
/// tables writes them to its own folder, and workers that read cores cannot write any, so that none of them can give another wrong tables of some other file.
/// </summary>
internal sealed partial class TableMaker : IAsyncDisposable
{
    /// <summary>Files that wait; what is beyond is offered again by the next core.</summary>
    private const int MaxWaiting = 1_024;

    /// <summary>Files that are remembered to have been looked at; then all are looked at once more.</summary>
    private const int MaxKnown = 65_536;

    private readonly TableFolder _folder;
    private readonly Func<CancellationToken, Task<WorkerProcess>> _start;
    private readonly Action<WorkerProcess, WorkerEnd> _end;
    private readonly WorkerInstruments _instruments;
    private readonly ILogger _logger;
    private readonly Channel<string> _waiting = Channel.CreateBounded<string>(MaxWaiting);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _work;
    private int _made;

    /// <param name="folder">Where they are kept.</param>
    /// <param name="start">Starts a worker.</param>
    /// <param name="end">Ends it.</param>
    /// <param name="instruments">Counts.</param>
    /// <param name="logger">Told of files that cannot be gone through.</param>
    public TableMaker(TableFolder folder, Func<CancellationToken, Task<WorkerProcess>> start, Action<WorkerProcess, WorkerEnd> end, WorkerInstruments instruments, ILogger logger)
    {
        (_folder, _start, _end, _instruments, _logger) = (folder, start, end, instruments, logger);
        _work = Task.Run(WorkAsync);
    }

    /// <summary>Files that have got tables.</summary>
    public int Made => Volatile.Read(ref _made);

    /// <summary>Files of symbols that a worker was given. Does not wait.</summary>
    public void Offer(IReadOnlyList<string> paths)
    {
        lock (_known)
        {
            foreach (var path in paths)
            {
                if (_known.Contains(path))
                {
                    continue;
                }

                if (!_waiting.Writer.TryWrite(path))
                {
                    _instruments.Tabled("skipped");
                    continue;
                }

                if (_known.Count >= MaxKnown)
                {
                    _known.Clear();
                }

                _known.Add(path);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _work;
        _stopping.Dispose();
    }

    private async Task WorkAsync()
    {
        try
        {
            await foreach (var path in _waiting.Reader.ReadAllAsync(_stopping.Token))
            {
                await MakeAsync(path, _stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The silo stops; the next core of a program offers its files again.
        }
    }

    private async Task MakeAsync(string path, CancellationToken cancellation)
    {
        try
        {
            if (new FileInfo(path).Length < _folder.MinSourceBytes)
            {
                _instruments.Tabled("small");
            }
            else if (!_folder.Has(path))
            {
                _instruments.Tabled(await MakeInWorkerAsync(path, cancellation) ? "made" : "small");
            }
        }
        catch (Exception e) when (e is WorkerException or IOException or UnauthorizedAccessException)
        {
            _instruments.Tabled("failed");
            LogFailed(path, e.Message);
        }
    }

    private async Task<bool> MakeInWorkerAsync(string path, CancellationToken cancellation)
    {
        var worker = await _start(cancellation);
        var end = WorkerEnd.GivenUp;
        try
        {
            // Within its sandbox it can make files and no folders.
            Directory.CreateDirectory(SymbolicationWorker.MadeIn(worker.Folder));
            var answer = await worker.AskAsync(WorkerMessage.Tables(path), (_, _) => Task.FromResult<string?>(null), cancellation);
            end = WorkerEnd.Recycled;
            if (answer.Kind == WorkerMessageKind.Unavailable)
            {
                throw new IOException(answer.Text);
            }

            if (answer.Number == 0 || !_folder.Adopt(path, SymbolicationWorker.MadeIn(worker.Folder)))
            {
                return false;
            }

            Interlocked.Increment(ref _made);
            return true;
        }
        catch (WorkerException e)
        {
            end = e.End;
            throw;
        }
        finally
        {
            _end(worker, end);
        }
    }

    [LoggerMessage(4205, LogLevel.Warning, "No tables could be made of {Path}, whose cores are read without: {Reason}")]
    private partial void LogFailed(string path, string reason);
}
