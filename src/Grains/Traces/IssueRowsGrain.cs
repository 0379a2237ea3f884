using Fleet.Grains.Issues;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Fleet.Grains.Traces;

/// <summary>Makes stale rows of issues again. Holds no state: what is stale and what the parts are is in the store, whose stamps keep old parts from replacing newer ones.</summary>
[Reentrant]
internal sealed partial class IssueRowsGrain : Grain, IIssueRowsGrain, IAsyncDisposable
{
    /// <summary>Issues that are asked for at a time.</summary>
    private const int IssuesPerPage = 64;

    /// <summary>Rounds that a caller waits for, while others make rows stale as fast.</summary>
    private const int RoundsPerQuestion = 64;

    /// <summary>Between two rounds: under a storm a row is made again five times a second, however many traces come.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly IIssueCountStore _store;
    private readonly TraceInstruments _instruments;
    private readonly ILogger<IssueRowsGrain> _logger;
    private readonly WorkLoop _loop;
    private string _project = "";

    public IssueRowsGrain(IIssueCountStore store, TraceInstruments instruments, TimeProvider time, ILogger<IssueRowsGrain> logger)
    {
        _store = store;
        _instruments = instruments;
        _logger = logger;
        _loop = new WorkLoop(RoundAsync, Pause, time, Failed);
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _project = GrainKeys.ParseIssueRows(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    public Task Wake()
    {
        _loop.Wake();
        return Task.CompletedTask;
    }

    public async Task CatchUp()
    {
        for (var i = 0; i < RoundsPerQuestion && await _loop.RoundAsync(); i++)
        {
            // More was stale.
        }
    }

    private void Failed(Exception e)
    {
        _instruments.Failures.Add(1);
        LogRoundFailed(e, _project);
    }

    /// <summary>All that is stale, each issue once: those that are stale again at once never keep the others waiting.</summary>
    private async Task<bool> RoundAsync(CancellationToken cancellation)
    {
        var (merged, after) = (0, 0L);
        while (true)
        {
            // The stamps before anything else: should it change meanwhile, the issue stays stale.
            var stale = await _store.StaleAsync(_project, after, IssuesPerPage, cancellation);
            if (stale.Count == 0)
            {
                // What one merge leaves to the issue that stands for it is stale only now.
                return merged > 0;
            }

            merged += await MergeAsync(stale, cancellation);
            after = stale[^1].Issue;
        }
    }

    private async Task<int> MergeAsync(IReadOnlyList<StaleIssue> stale, CancellationToken cancellation)
    {
        var issues = (await GrainFactory.GetGrain<IIssuesGrain>(GrainKeys.Issues(_project)).Describe([.. stale.Select(s => s.Issue)])).ToDictionary(i => i.Id);
        var merged = 0;
        foreach (var one in stale)
        {
            try
            {
                await MergeAsync(one, issues.GetValueOrDefault(one.Issue), cancellation);
                merged++;
            }
            catch (InvalidDataException e)
            {
                // It must not stop the others.
                _instruments.Failures.Add(1);
                LogNotMerged(e, _project, one.Issue);
            }
        }

        _instruments.Merged.Add(merged);
        return merged;
    }

    private async Task MergeAsync(StaleIssue stale, IssueRecord? issue, CancellationToken cancellation)
    {
        if (issue is null || issue.Shown != issue.Id)
        {
            // Of an issue that nobody knows (its log was put back from a backup) there is nothing to show.
            await _store.CommitAsync(stale, issue?.Shown ?? stale.Issue, null, [], cancellation);
            return;
        }

        var (row, versions) = IssueMerge.Of(_project, issue, await _store.PartialsAsync(_project, issue.Family, cancellation));
        await _store.CommitAsync(stale, issue.Id, row, versions, cancellation);
    }

    [LoggerMessage(1461, LogLevel.Warning, "Rows of issues of project {Project} were not made again; they stay stale until the next round")]
    private partial void LogRoundFailed(Exception exception, string project);

    [LoggerMessage(1462, LogLevel.Error, "Issue {Issue} of project {Project} cannot be counted; its row stays as it was")]
    private partial void LogNotMerged(Exception exception, string project, long issue);
}
