using Fleet.Domain.Metrics;
using Fleet.Grains.Columns;
using Fleet.Grains.EventLog;
using Fleet.Grains.Metrics;

namespace Fleet.Grains.Exports;

/// <summary>
/// Exports reports from column files and from what waits for a file: every report that was acknowledged before the request is in the export, once.
/// </summary>
/// <param name="grains">Has what waits.</param>
/// <param name="log">Knows how many shards there are.</param>
/// <param name="catalog">Says which files count.</param>
/// <param name="metrics">Keys and kinds.</param>
/// <param name="files">Writes the export.</param>
public sealed class MetricExport(IGrainFactory grains, IEventLog log, IColumnCatalog catalog, IMetricCatalogStore metrics, IExportFiles files)
{
    /// <summary>Times that catalog and tails are read until they agree, and files are there that the catalog names; as for a question.</summary>
    private const int MaxAttempts = 5;

    /// <exception cref="ExportTooLargeException">It would be larger than <see cref="ExportLimits"/> allow.</exception>
    /// <exception cref="StoreUnavailableException">Files change faster than they can be read, or the disk is full.</exception>
    public async Task<ExportedFile> WriteAsync(ExportRequest request, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (await FindAsync(request, cancellation) is { } rows)
                {
                    return await files.WriteAsync(request, rows, cancellation);
                }
            }
            catch (ColumnFileMissingException) when (attempt < MaxAttempts)
            {
                // Merged away since the catalog was read.
                continue;
            }

            if (attempt == MaxAttempts)
            {
                throw new StoreUnavailableException($"the column files of project '{request.Project}' changed {attempt} times while they were read");
            }
        }
    }

    /// <returns>Null when a file was written in between: it has rows that a tail has too.</returns>
    private async Task<ExportRows?> FindAsync(ExportRequest request, CancellationToken cancellation)
    {
        var tails = await Task.WhenAll(Enumerable.Range(0, log.ShardCount).Select(shard =>
            grains.GetGrain<IColumnGrain>(GrainKeys.Columns(shard)).Reports(request.Project, request.FromMs, request.ToMs)));

        // After the tails, so that it has the metric of each of their values.
        var known = await metrics.LoadMetricsAsync(request.Project, cancellation);
        var chosen = request.Metrics.Count == 0 ? null : request.Metrics.ToHashSet(StringComparer.OrdinalIgnoreCase);

        // All keys under which devices send a metric, whichever of its names was given: each is a column of its own, as it was sent.
        var owners = known.Where(m => chosen?.Contains(m.Key) == true).Select(m => m.Owner).ToHashSet();
        var candidates = known.Where(m => chosen is null ? m.IsNumeric : owners.Contains(m.Owner)).ToList();
        var byPart = new Dictionary<int, IReadOnlyList<ColumnFile>>();
        var deleted = new HashSet<long>();
        foreach (var part in candidates.Select(m => ColumnLayout.PartOf(m.Id)).Distinct())
        {
            var snapshot = await catalog.FindAsync(request.Project, part, request.FromMs, request.ToMs, cancellation);
            if (tails.Where((tail, shard) => tail.Checkpoint != snapshot.CheckpointOf(shard)).Any())
            {
                return null;
            }

            byPart[part] = snapshot.Files;
            deleted.UnionWith(snapshot.Deleted);
        }

        var waiting = Waiting(request, tails.SelectMany(t => t.Reports), chosen is null ? null : candidates.Select(m => m.Id).ToHashSet());
        var columns = Columns(candidates, byPart, waiting, onlyFound: chosen is null);
        return new ExportRows(columns, chosen is not null, byPart, waiting, [.. deleted]);
    }

    private static List<ColumnReport> Waiting(ExportRequest request, IEnumerable<ColumnReport> reports, HashSet<int>? metricIds)
    {
        var devices = request.DeviceIds?.ToHashSet();
        return
        [
            .. reports.Where(r => devices?.Contains(r.DeviceId) != false && (metricIds is null || r.Values.Any(v => metricIds.Contains(v.MetricId)))),
        ];
    }

    private static List<ExportMetric> Columns(
        IEnumerable<MetricDefinition> candidates, Dictionary<int, IReadOnlyList<ColumnFile>> files, List<ColumnReport> waiting, bool onlyFound)
    {
        var found = files.Keys.ToDictionary(part => part, part => ColumnMetrics.Union(files[part].Select(f => f.Metrics).Append(ColumnMetrics.Of(waiting, part))));
        var columns = candidates
            .Select(m => (Metric: m, Shape: found[ColumnLayout.PartOf(m.Id)][m.Id]))
            .Where(c => !onlyFound || c.Shape != ColumnShape.None)
            .OrderBy(c => c.Metric.Key, StringComparer.Ordinal)
            .Select(c => ExportMetric.Of(c.Metric, c.Shape))
            .ToList();
        return columns.Count <= ExportLimits.MaxMetrics
            ? columns
            : throw new ExportTooLargeException($"metric: the range has {columns.Count:N0} metrics, an export at most {ExportLimits.MaxMetrics:N0}; name those that you need");
    }
}
