using Fleet.Domain.Symbols;
using Fleet.Domain.Traces;
using Fleet.Grains.Blobs;
using Fleet.Grains.Symbolication;
using Fleet.Grains.Symbols;
using Fleet.Silo.Workers.Sandbox;
using Fleet.Symbolication.Tables;
using Microsoft.Extensions.Logging;

namespace Fleet.Silo.Workers;

/// <summary>
/// The worker processes of a silo: started when there is work, kept for the next, replaced when they fail, are old, or have nothing to do. Each has one core at a time.
/// </summary>
public sealed partial class WorkerPool : ISymbolicator, IAsyncDisposable
{
    /// <summary>Files of symbols that one core may ask for: the modules of a process twice, and split units of what is on its stacks.</summary>
    private const int MaxLookups = 20_000;

    private readonly SymbolicationOptions _options;
    private readonly IBlobFiles _blobs;
    private readonly ISymbolSource _symbols;
    private readonly WorkerInstruments _instruments;
    private readonly TimeProvider _time;
    private readonly ILogger<WorkerPool> _logger;
    private readonly SemaphoreSlim _slots;
    private readonly Lock _gate = new();
    private readonly Stack<WorkerProcess> _idle = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly ITimer _idleTimer;
    private readonly string _folder;
    private readonly TableMaker? _tables;
    private int _started;
    private bool _hasToldSandbox;

    public WorkerPool(
        SymbolicationOptions options, IBlobFiles blobs, ISymbolSource symbols, WorkerInstruments instruments, TimeProvider time, ILogger<WorkerPool> logger)
    {
        options.Validate();
        (_options, _blobs, _symbols, _instruments, _time, _logger) = (options, blobs, symbols, instruments, time, logger);
        _slots = new SemaphoreSlim(options.Workers);

        // Of its own: another silo of this machine may have the same.
        _folder = Path.Combine(Path.GetFullPath(options.WorkFolder), $"{Environment.ProcessId}");
        RemoveLeft(options.WorkFolder);
        if (options.TableFolder is { } tables)
        {
            Directory.CreateDirectory(tables, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            _tables = new TableMaker(new TableFolder(tables, SymbolicationOptions.MaxTableBytes, time), StartAsync, End, instruments, logger);
        }

        _idleTimer = time.CreateTimer(_ => EndIdle(), null, options.MaxIdle, options.MaxIdle);
    }

    /// <summary>Since the silo began.</summary>
    internal int StartedWorkers => Volatile.Read(ref _started);

    /// <summary>Files of symbols that have tables since the silo began.</summary>
    internal int TablesMade => _tables?.Made ?? 0;

    /// <summary>Of the newest worker.</summary>
    internal SandboxParts Sandbox { get; private set; }

    public async Task<SymbolicationOutcome> ProcessCoreAsync(string project, Guid crashId, BlobId core, CancellationToken cancellation) =>
        await _blobs.FindPathAsync(project, core, cancellation) is { } path
            ? await ProcessAsync(project, $"core {crashId}", WorkerMessage.Core(path), cancellation)
            : new SymbolicationOutcome.Gone();

    public Task<SymbolicationOutcome> ProcessSummaryAsync(string project, Trace summary, CancellationToken cancellation) =>
        ProcessAsync(project, "a summary", WorkerMessage.Of(WorkerMessageKind.Summary, summary), cancellation);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (_tables is not null)
        {
            await _tables.DisposeAsync();
        }

        await _idleTimer.DisposeAsync();
        lock (_gate)
        {
            while (_idle.TryPop(out var worker))
            {
                End(worker, WorkerEnd.Idle);
            }
        }

        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (IOException)
        {
            // Nothing was made, or a worker that was given up has not gone yet.
        }
    }

    /// <summary>Temporary files of silos that were killed.</summary>
    private static void RemoveLeft(string workFolder)
    {
        try
        {
            foreach (var left in Directory.Exists(workFolder) ? Directory.GetDirectories(workFolder) : [])
            {
                if (!Directory.Exists($"/proc/{Path.GetFileName(left)}"))
                {
                    Directory.Delete(left, recursive: true);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next start looks again.
        }
    }

    private async Task<SymbolicationOutcome> ProcessAsync(string project, string what, WorkerMessage request, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stopping.Token);
        await _slots.WaitAsync(either.Token);
        try
        {
            var started = _time.GetTimestamp();
            var outcome = await ProcessInSlotAsync(project, what, request, either.Token);
            _instruments.Took(_time.GetElapsedTime(started), request.Kind, outcome is SymbolicationOutcome.Failed failed ? $"failed_{failed.Cause}".ToLowerInvariant() : outcome.GetType().Name.ToLowerInvariant());
            return outcome;
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task<SymbolicationOutcome> ProcessInSlotAsync(string project, string what, WorkerMessage request, CancellationToken cancellation)
    {
        WorkerProcess worker;
        try
        {
            worker = TakeIdle() ?? await StartAsync(cancellation);
        }
        catch (WorkerException e)
        {
            _instruments.DidNotStart();
            LogNotStarted(string.Join(' ', _options.Command), e.Message);
            return new SymbolicationOutcome.Failed(SymbolicationFailure.Unavailable, $"no worker could be started: {e.Message}");
        }

        WorkerEnd? end = WorkerEnd.GivenUp;
        try
        {
            var lookup = new SymbolLookup(project, _symbols, _blobs, _instruments, _options.MaxLookup, MaxLookups, _time);
            var answer = await worker.AskAsync(request, lookup.FindAsync, cancellation);
            end = worker.Processed >= _options.CoresPerWorker ? WorkerEnd.Recycled : null;
            _tables?.Offer(lookup.Found);
            return OutcomeOf(answer);
        }
        catch (InvalidDataException e)
        {
            end = WorkerEnd.Answer;
            LogFailed(what, end.Value, e.Message);
            return new SymbolicationOutcome.Failed(SymbolicationFailure.Answer, e.Message);
        }
        catch (WorkerException e)
        {
            end = e.End;
            LogFailed(what, e.End, e.Message);
            return new SymbolicationOutcome.Failed(FailureOf(e.End), e.Message);
        }
        finally
        {
            if (end is { } reason)
            {
                End(worker, reason);
            }
            else
            {
                GiveBack(worker);
            }
        }
    }

    private static SymbolicationOutcome OutcomeOf(WorkerMessage answer) => answer.Kind switch
    {
        WorkerMessageKind.Trace => new SymbolicationOutcome.Symbolicated(TraceCodec.Decode(answer.Number, answer.Payload)),
        WorkerMessageKind.Refused => new SymbolicationOutcome.Refused(answer.Text),
        _ => new SymbolicationOutcome.Failed(SymbolicationFailure.Unavailable, answer.Text),
    };

    private static SymbolicationFailure FailureOf(WorkerEnd end) => end switch
    {
        WorkerEnd.Time => SymbolicationFailure.Time,
        WorkerEnd.Memory => SymbolicationFailure.Memory,
        WorkerEnd.Answer => SymbolicationFailure.Answer,
        _ => SymbolicationFailure.Crash,
    };

    /// <summary>One that has files open of which there are tables now is replaced: it would go on without.</summary>
    private WorkerProcess? TakeIdle()
    {
        while (true)
        {
            WorkerProcess? worker;
            lock (_gate)
            {
                if (!_idle.TryPop(out worker) || worker.Tables == (_tables?.Made ?? 0))
                {
                    return worker;
                }
            }

            End(worker, WorkerEnd.Recycled);
        }
    }

    private async Task<WorkerProcess> StartAsync(CancellationToken cancellation)
    {
        var tables = _tables?.Made ?? 0;
        var worker = await WorkerProcess.StartAsync(_options, _blobs.Folder, Path.Combine(_folder, $"{Interlocked.Increment(ref _started)}"), _time, cancellation);
        worker.Tables = tables;
        Sandbox = worker.Sandbox;
        _instruments.Started(worker.Sandbox);
        if (!_hasToldSandbox)
        {
            _hasToldSandbox = true;
            LogSandbox(worker.Sandbox);
            if (worker.Sandbox != SandboxParts.All)
            {
                LogSandboxLacks(SandboxParts.All & ~worker.Sandbox);
            }
        }

        return worker;
    }

    private void GiveBack(WorkerProcess worker)
    {
        worker.IdleSince = _time.GetTimestamp();
        lock (_gate)
        {
            if (!_stopping.IsCancellationRequested)
            {
                _idle.Push(worker);
                return;
            }
        }

        End(worker, WorkerEnd.Idle);
    }

    private void EndIdle()
    {
        List<WorkerProcess> ended;
        lock (_gate)
        {
            var kept = _idle.Where(worker => _time.GetElapsedTime(worker.IdleSince) < _options.MaxIdle).Reverse().ToList();
            ended = [.. _idle.Except(kept)];
            _idle.Clear();
            kept.ForEach(_idle.Push);
        }

        ended.ForEach(worker => End(worker, WorkerEnd.Idle));
    }

    private void End(WorkerProcess worker, WorkerEnd reason)
    {
        worker.Dispose();
        _instruments.Ended(reason);
    }

    [LoggerMessage(4201, LogLevel.Warning, "A worker did not survive {What} ({End}): {Reason}")]
    private partial void LogFailed(string what, WorkerEnd end, string reason);

    [LoggerMessage(4202, LogLevel.Error, "No worker for cores could be started with '{Command}': {Reason}")]
    private partial void LogNotStarted(string command, string reason);

    [LoggerMessage(4203, LogLevel.Information, "Cores are read in processes of their own, kept apart by {Parts}")]
    private partial void LogSandbox(SandboxParts parts);

    [LoggerMessage(4204, LogLevel.Warning, "This machine's kernel does not keep those processes apart by {Missing}")]
    private partial void LogSandboxLacks(SandboxParts missing);
}
