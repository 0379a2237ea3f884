using Fleet.Grains.Metrics;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Fleet.Grains.Columns;

/// <summary>
/// Merges a project's column files as <see cref="ColumnMergePlan"/> says and removes those that nothing refers to, merged ones at once: a question
/// that was about to read one asks the catalog again. The catalog fences: of two merges of one file one is refused, and its file swept later.
/// </summary>
[Reentrant]
internal sealed partial class ColumnMergeGrain : Grain, IColumnMergeGrain, IAsyncDisposable
{
    /// <summary>Between two rounds: merging is not urgent.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly IColumnCatalog _catalog;
    private readonly IColumnFiles _files;
    private readonly IMetricCatalogStore _metrics;
    private readonly ColumnInstruments _instruments;
    private readonly TimeProvider _time;
    private readonly ILogger<ColumnMergeGrain> _logger;
    private readonly WorkLoop _loop;
    private string _project = "";

    public ColumnMergeGrain(
        IColumnCatalog catalog,
        IColumnFiles files,
        IMetricCatalogStore metrics,
        ColumnInstruments instruments,
        TimeProvider time,
        ILogger<ColumnMergeGrain> logger)
    {
        _catalog = catalog;
        _files = files;
        _metrics = metrics;
        _instruments = instruments;
        _time = time;
        _logger = logger;
        _loop = new WorkLoop(RoundAsync, Pause, time, Failed);
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _project = GrainKeys.ParseColumnMerge(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    public Task Wake()
    {
        _loop.Wake();
        return Task.CompletedTask;
    }

    public Task Merge() => _loop.RoundAsync();

    private void Failed(Exception e)
    {
        _instruments.Failures.Add(1);
        LogRoundFailed(e, _project);
    }

    private async Task<bool> RoundAsync(CancellationToken cancellation)
    {
        await RemoveDeletedAsync(cancellation);
        var groups = ColumnMergePlan.Of(await _catalog.ListAsync(_project, cancellation), _time.GetUtcNow()).ToList();
        if (groups.Count > 0)
        {
            var keys = await KeysAsync(cancellation);
            foreach (var group in groups)
            {
                await MergeAsync(group, keys, cancellation);
            }
        }

        var known = await _catalog.ListAsync(_project, cancellation);
        _instruments.Swept.Add(await _files.SweepAsync(_project, known.Select(f => f.Id).ToHashSet(), cancellation));
        return false;
    }

    /// <summary>
    /// Takes the rows of deleted devices out of all files. No file can get new ones: the catalog learned of the deletion with all that came
    /// before it. If a file was merged meanwhile the devices stay listed, and do not count, until the next round.
    /// </summary>
    private async Task RemoveDeletedAsync(CancellationToken cancellation)
    {
        var deleted = await _catalog.DeletedAsync(_project, cancellation);
        if (deleted.Count == 0)
        {
            return;
        }

        var keys = await KeysAsync(cancellation);
        foreach (var file in await _catalog.ListAsync(_project, cancellation))
        {
            var rewrite = await _files.WithoutAsync(file, deleted, keys, cancellation);
            if (!rewrite.IsChanged)
            {
                continue;
            }

            if (!await _catalog.ReplaceAsync(_project, [file], rewrite.File is { } left ? [left] : [], cancellation))
            {
                return;
            }

            _files.Remove([file]);
        }

        await _catalog.ForgetDeletedAsync(_project, deleted, cancellation);
    }

    private async Task<Dictionary<int, string>> KeysAsync(CancellationToken cancellation) =>
        (await _metrics.LoadMetricsAsync(_project, cancellation)).ToDictionary(m => m.Id, m => m.Key);

    private async Task MergeAsync(IReadOnlyList<ColumnFile> group, Dictionary<int, string> keys, CancellationToken cancellation)
    {
        try
        {
            var merged = await _files.MergeAsync(group, keys, cancellation);
            if (await _catalog.ReplaceAsync(_project, group, [merged], cancellation))
            {
                _instruments.Merged.Add(group.Count);
                _files.Remove(group);
            }
        }
        catch (ColumnFileMissingException e)
        {
            // Another activation merged it; the catalog knows by now.
            LogMissing(_project, e.Message);
        }
    }

    [LoggerMessage(1411, LogLevel.Warning, "Column files of project {Project} were not merged; it is tried again after the next file")]
    private partial void LogRoundFailed(Exception exception, string project);

    [LoggerMessage(1412, LogLevel.Information, "A merge of column files of project {Project} is given up: {Reason}")]
    private partial void LogMissing(string project, string reason);
}
