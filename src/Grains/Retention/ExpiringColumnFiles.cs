using Fleet.Domain.Retention;
using Fleet.Grains.Columns;
using Fleet.Grains.Metrics;

namespace Fleet.Grains.Retention;

/// <summary>
/// Column files: those whose reports are all past leave the catalog and the disk; one that has
/// reports of many days is written again without what is past. The catalog fences: of a file that was merged meanwhile the next round finds the other.
/// </summary>
public sealed class ExpiringColumnFiles(IColumnCatalog catalog, IColumnFiles files, IMetricCatalogStore metrics, IRetentionStore store) : IExpiringRows
{
    /// <summary>Files of one step. Each is a small transaction, or the writing of a file of at most a million rows.</summary>
    private const int FilesPerStep = 64;

    public RetentionKind Kind => RetentionKind.Reports;

    /// <summary>Of a file that is to be written again it is not known how many rows go.</summary>
    public async Task<Removed> CountAsync(string project, long beforeMs, CancellationToken cancellation)
    {
        var whole = (await PastAsync(project, beforeMs, cancellation)).Where(f => f.ToMs < beforeMs).ToList();
        return new Removed(whole.Sum(f => f.Rows), whole.Count, whole.Sum(f => f.Bytes));
    }

    public async Task<RemovalStep> RemoveAsync(string project, long beforeMs, long nowMs, string after, CancellationToken cancellation)
    {
        var past = await PastAsync(project, beforeMs, cancellation);
        var removed = default(Removed);
        var step = past.Where(f => string.CompareOrdinal(f.Id.ToString("n"), after) > 0).Take(FilesPerStep).ToList();
        foreach (var file in step)
        {
            removed += await RemoveAsync(file, beforeMs, cancellation);
        }

        if (removed != default)
        {
            await store.AddAsync(project, Kind, removed, cancellation);
        }

        return new RemovalStep(removed, step.Count == FilesPerStep ? step[^1].Id.ToString("n") : null);
    }

    private async Task<Removed> RemoveAsync(ColumnFile file, long beforeMs, CancellationToken cancellation)
    {
        ColumnFile[] left = [];
        if (file.ToMs >= beforeMs)
        {
            var keys = (await metrics.LoadMetricsAsync(file.Project, cancellation)).ToDictionary(m => m.Id, m => m.Key);
            try
            {
                var rewrite = await files.SinceAsync(file, beforeMs, keys, cancellation);
                if (!rewrite.IsChanged)
                {
                    return default;
                }

                left = rewrite.File is { } since ? [since] : [];
            }
            catch (ColumnFileMissingException)
            {
                // Merged since the catalog was read.
                return default;
            }
        }

        if (!await catalog.ReplaceAsync(file.Project, [file], left, cancellation))
        {
            return default;
        }

        files.Remove([file]);
        return new Removed(file.Rows - left.Sum(f => f.Rows), 1 - left.Length, file.Bytes - left.Sum(f => f.Bytes));
    }

    private async Task<List<ColumnFile>> PastAsync(string project, long beforeMs, CancellationToken cancellation) =>
        [.. (await catalog.ListAsync(project, cancellation)).Where(f => f.FromMs < beforeMs).OrderBy(f => f.Id.ToString("n"), StringComparer.Ordinal)];
}
