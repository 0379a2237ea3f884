using Fleet.Domain.Traces;
using Fleet.Domain.Traces.Grouping;
using Fleet.Domain.Traces.Issues;
using Fleet.Grains.Grouping;
using Fleet.Grains.Issues;
using Fleet.Grains.Observations;
using Fleet.Grains.Traces;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Fleet.Grains.Symbolication;

/// <summary>
/// Works off one shard's list, a crash at a time. That one is taken is in the list before its core is touched: of a silo that dies over it the next takes it when its
/// time is over. A core that its worker does not survive is tried twice. Keeps nothing; what was made is written first, then the list and the rows.
/// </summary>
[Reentrant]
internal sealed partial class SymbolicationGrain : Grain, ISymbolicationGrain, IAsyncDisposable
{
    /// <summary>Of a core that ends its worker.</summary>
    public const int MaxTries = 2;

    /// <summary>How long a crash stays taken without a sign of life of who took it: then its silo is dead.</summary>
    internal static readonly TimeSpan Lease = TimeSpan.FromSeconds(90);

    /// <summary>Between two signs of life.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(30);

    /// <summary>Before the second try of a core.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    /// <summary>When it was not the core's fault: a full disk, a program that cannot be started.</summary>
    private static readonly TimeSpan UnavailableAfter = TimeSpan.FromMinutes(1);

    /// <summary>Between two crashes: the list is asked a hundred times a second at most.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly ITraceWorkList _work;
    private readonly ITraceStackStore _stacks;
    private readonly ISymbolicator _symbolicator;
    private readonly SymbolicationSlots _slots;
    private readonly SymbolicationInstruments _instruments;
    private readonly TimeProvider _time;
    private readonly ILogger<SymbolicationGrain> _logger;
    private readonly CrashSources _sources;
    private readonly ProjectGroupings _groupings;
    private readonly KnownSymbols _symbols;
    private readonly WorkLoop _loop;
    private readonly SemaphoreSlim _placing = new(1);
    private int _shard;

    public SymbolicationGrain(
        ITraceWorkList work,
        ITraceStackStore stacks,
        IObservationStore observations,
        ISymbolicator symbolicator,
        SymbolicationSlots slots,
        ProjectGroupings groupings,
        KnownSymbols symbols,
        SymbolicationInstruments instruments,
        TimeProvider time,
        ILogger<SymbolicationGrain> logger)
    {
        (_work, _stacks, _symbolicator, _slots, _instruments, _time, _logger) = (work, stacks, symbolicator, slots, instruments, time, logger);
        (_groupings, _symbols) = (groupings, symbols);
        _sources = new CrashSources(observations);
        _loop = new WorkLoop(RoundAsync, Pause, time, Failed);
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _shard = GrainKeys.ParseSymbolication(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _loop.DisposeAsync();
        _placing.Dispose();
    }

    public Task Wake()
    {
        _loop.Wake();
        return Task.CompletedTask;
    }

    public Task CatchUp() => _loop.DrainAsync();

    public async Task Settle()
    {
        await _placing.WaitAsync();
        _placing.Release();
    }

    private void Failed(Exception e)
    {
        _instruments.Failures.Add(1);
        LogRoundFailed(e, _shard);
    }

    private async Task<bool> RoundAsync(CancellationToken cancellation)
    {
        using var slot = await _slots.TakeAsync(cancellation);
        var now = Now();
        if (await _work.TakeAsync(_shard, now, now + (long)Lease.TotalMilliseconds, limit: 1, cancellation) is not [var taken])
        {
            return false;
        }

        if (taken.Tries > MaxTries)
        {
            await EndAsync(taken, TraceStage.Quarantined, $"{MaxTries} times nobody survived the reading of its core, the server itself included", cancellation);
            return true;
        }

        var outcome = await ProcessAsync(taken, cancellation);
        await (outcome switch
        {
            SymbolicationOutcome.Symbolicated done => PlaceAsync(taken, done.Trace, now, cancellation),
            SymbolicationOutcome.Refused refused => EndAsync(taken, TraceStage.Failed, refused.Reason, cancellation),
            SymbolicationOutcome.Failed failed => RepeatAsync(taken, failed, cancellation),
            _ => EndAsync(taken, TraceStage.Failed, "neither its core nor its summary is kept any more", cancellation),
        });
        return true;
    }

    /// <summary>Tells the list now and then that it is being worked on.</summary>
    private async Task<SymbolicationOutcome> ProcessAsync(TakenTrace taken, CancellationToken cancellation)
    {
        var work = AskAsync(taken, cancellation);
        while (await Task.WhenAny(work, Task.Delay(Heartbeat, _time, cancellation)) != work)
        {
            await _work.PostponeAsync(taken, Now() + (long)Lease.TotalMilliseconds, isTry: true, cancellation);
        }

        return await work;
    }

    private async Task<SymbolicationOutcome> AskAsync(TakenTrace taken, CancellationToken cancellation)
    {
        if (taken.HasCore && await _sources.CoreAsync(taken, cancellation) is { } core
            && await _symbolicator.ProcessCoreAsync(taken.Project, taken.CrashId, core, cancellation) is not SymbolicationOutcome.Gone and var outcome)
        {
            return outcome;
        }

        return await _sources.SummaryAsync(taken, cancellation) is { } summary
            ? await _symbolicator.ProcessSummaryAsync(taken.Project, summary, cancellation)
            : new SymbolicationOutcome.Gone();
    }

    private async Task PlaceAsync(TakenTrace taken, Trace trace, long beganMs, CancellationToken cancellation)
    {
        IReadOnlyList<MissingModule> missing;
        await _placing.WaitAsync(cancellation);
        try
        {
            missing = await FinishAsync(taken, trace, cancellation);
        }
        finally
        {
            _placing.Release();
        }

        await _symbols.AgainIfCameAsync(taken, missing, beganMs, cancellation);
    }

    /// <returns>What the stack lacks.</returns>
    private async Task<IReadOnlyList<MissingModule>> FinishAsync(TakenTrace taken, Trace trace, CancellationToken cancellation)
    {
        var now = TraceFold.Show(trace, taken.SoftwareType, await _groupings.OfAsync(taken.Project));
        var row = now with { Signatures = SignatureList.Join(now.Signatures, taken.Signatures) };
        var arrival = new TraceArrival(row.Signatures, taken.SoftwareType, taken.SoftwareVersion, row.Class, row.Title);
        var placement = (await GrainFactory.GetGrain<IIssuesGrain>(GrainKeys.Issues(taken.Project)).Place([arrival]))[0];

        // What was made first: should this silo die now, it is made once more, to the same result.
        await _stacks.PutAsync(taken.Project, taken.CrashId, trace, row, reason: "", Now(), cancellation);
        var finished = new FinishedTrace(placement.Issue, row.Signatures, row.Exact, row.Class, row.Title, row.Missing);
        Count(await _work.FinishAsync(taken, finished, cancellation), "symbolicated", taken);
        GrainFactory.GetGrain<IIssueRowsGrain>(GrainKeys.IssueRows(taken.Project)).Wake().Ignore();
        return row.Missing;
    }

    private async Task EndAsync(TakenTrace taken, TraceStage stage, string reason, CancellationToken cancellation)
    {
        await _stacks.EndAsync(taken.Project, taken.CrashId, stage, StorableText.Of(reason, MaxReason), Now(), cancellation);
        Count(await _work.EndAsync(taken, stage, cancellation), stage.ToString().ToLowerInvariant(), taken);
        if (stage == TraceStage.Quarantined)
        {
            LogQuarantined(taken.Project, taken.CrashId, reason);
        }
        else
        {
            LogEnded(taken.Project, taken.CrashId, reason);
        }
    }

    private async Task RepeatAsync(TakenTrace taken, SymbolicationOutcome.Failed failed, CancellationToken cancellation)
    {
        var isCore = failed.Cause != SymbolicationFailure.Unavailable;
        if (isCore && taken.Tries >= MaxTries)
        {
            await EndAsync(taken, TraceStage.Quarantined, $"the process that read its core did not survive it, {MaxTries} times: {failed.Reason}", cancellation);
            return;
        }

        _instruments.Tries.Add(1, new KeyValuePair<string, object?>("cause", failed.Cause.ToString().ToLowerInvariant()));
        LogRepeated(taken.Project, taken.CrashId, failed.Reason);
        await _work.PostponeAsync(taken, Now() + (long)(isCore ? RetryAfter : UnavailableAfter).TotalMilliseconds, isTry: isCore, cancellation);
    }

    private void Count(bool isDone, string outcome, TakenTrace taken)
    {
        if (isDone)
        {
            _instruments.Ended(outcome, taken.HasCore);
        }
        else
        {
            _instruments.Overtaken.Add(1);
        }
    }

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Characters that are kept of a reason.</summary>
    private const int MaxReason = 1_024;

    [LoggerMessage(1911, LogLevel.Warning, "Shard {Shard}: the work on cores failed; the round is repeated")]
    private partial void LogRoundFailed(Exception exception, int shard);

    [LoggerMessage(1912, LogLevel.Warning, "Project {Project}: crash {Crash} is quarantined: {Reason}")]
    private partial void LogQuarantined(string project, Guid crash, string reason);

    [LoggerMessage(1913, LogLevel.Information, "Project {Project}: nothing could be made of crash {Crash}: {Reason}")]
    private partial void LogEnded(string project, Guid crash, string reason);

    [LoggerMessage(1914, LogLevel.Warning, "Project {Project}: crash {Crash} is tried again: {Reason}")]
    private partial void LogRepeated(string project, Guid crash, string reason);
}
