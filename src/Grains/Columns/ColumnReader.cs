using Fleet.Domain.Devices.Filters;
using Fleet.Domain.Metrics;
using Fleet.Grains.EventLog;

namespace Fleet.Grains.Columns;

/// <summary>
/// Answers questions from column files and from what waits for a file: every report that was acknowledged before the question is in the
/// answer, once.
/// </summary>
/// <param name="grains">Has what waits.</param>
/// <param name="log">Knows how many shards there are.</param>
/// <param name="catalog">Says which files count.</param>
/// <param name="files">Reads them.</param>
public sealed class ColumnReader(IGrainFactory grains, IEventLog log, IColumnCatalog catalog, IColumnFiles files)
{
    /// <summary>
    /// Times that catalog and tails are read until they agree, and files are there that the catalog names. A shard writes a file now and
    /// then; that one does each time between two reads is a fault.
    /// </summary>
    private const int MaxAttempts = 5;

    /// <exception cref="StoreUnavailableException">Files change faster than they can be read.</exception>
    public Task<ColumnAnswer> QueryAsync(ColumnQuery query, CancellationToken cancellation) =>
        ReadAsync(query, (asked, found, tail) => files.QueryAsync(asked, found, tail, cancellation), cancellation);

    /// <exception cref="StoreUnavailableException">Files change faster than they can be read.</exception>
    public Task<ColumnHistogram> HistogramAsync(ColumnQuery query, ColumnBins bins, CancellationToken cancellation) =>
        ReadAsync(query, (asked, found, tail) => files.HistogramAsync(asked, bins, found, tail, cancellation), cancellation);

    /// <exception cref="StoreUnavailableException">Files change faster than they can be read.</exception>
    public Task<DeviceMeans> DeviceMeansAsync(ColumnQuery query, CancellationToken cancellation) =>
        ReadAsync(query, (asked, found, tail) => files.DeviceMeansAsync(asked, found, tail, cancellation), cancellation);

    /// <exception cref="StoreUnavailableException">Files change faster than they can be read.</exception>
    public Task<IReadOnlyList<DeviceCount>> CountDevicesAsync(ColumnQuery query, CancellationToken cancellation) =>
        ReadAsync(query, (asked, found, tail) => files.CountDevicesAsync(asked, found, tail, cancellation), cancellation);

    /// <exception cref="StoreUnavailableException">Files change faster than they can be read.</exception>
    public Task<IReadOnlyList<PairedSums>> PairAsync(ColumnQuery query, StoredMetric other, CancellationToken cancellation) =>
        ReadAsync(
            query,
            [[.. query.MetricIds], other.Ids],
            (asked, rows) => files.PairAsync(asked, asked.About(other), rows[0], rows[1], cancellation),
            cancellation);

    /// <summary>What the reports of each device add up to, by the event log's number; devices without one are not there.</summary>
    /// <exception cref="StoreUnavailableException">Files change faster than they can be read.</exception>
    public Task<IReadOnlyDictionary<long, WindowSums>> WindowAsync(ColumnQuery query, double? equalTo, CancellationToken cancellation) =>
        ReadAsync(query, (asked, found, tail) => files.WindowAsync(asked, equalTo, found, tail, cancellation), cancellation);

    private Task<T> ReadAsync<T>(
        ColumnQuery query, Func<ColumnQuery, IReadOnlyList<ColumnFile>, IReadOnlyList<TailRow>, Task<T>> read, CancellationToken cancellation) =>
        ReadAsync(query, [[.. query.MetricIds]], (asked, rows) => read(asked, rows[0].Files, rows[0].Tail), cancellation);

    /// <summary>Reads the rows of metrics, each of one or more numbers, as of one state of every shard, with the devices that were deleted by then.</summary>
    private async Task<T> ReadAsync<T>(
        ColumnQuery query, IReadOnlyList<int>[] metrics, Func<ColumnQuery, IReadOnlyList<MetricRows>, Task<T>> read, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                // What is in the log by now is to be in the answer, so its heads come before anything else.
                var heads = await log.HeadsAsync(cancellation);
                var rows = new Dictionary<int, MetricRows>();
                var wanted = metrics.SelectMany(ids => ids).Distinct().ToList();
                ColumnSnapshot? first = null;
                foreach (var metric in wanted)
                {
                    var (snapshot, found) = await RowsOfAsync(query, metric, heads, cancellation);
                    first ??= snapshot;
                    if (found is not null && Enumerable.Range(0, log.ShardCount).All(s => snapshot.CheckpointOf(s) == first.CheckpointOf(s)))
                    {
                        rows.Add(metric, found);
                    }
                }

                if (rows.Count == wanted.Count)
                {
                    return await read(query with { Deleted = first!.Deleted }, [.. metrics.Select(ids => MetricRows.Of(ids.Select(id => rows[id])))]);
                }
            }
            catch (ColumnFileMissingException) when (attempt < MaxAttempts)
            {
                // Merged away since the catalog was read.
                continue;
            }

            if (attempt == MaxAttempts)
            {
                throw new StoreUnavailableException($"the column files of project '{query.Project}' changed {attempt} times while they were read");
            }
        }
    }

    /// <returns>No rows when a file was written in between: it has rows that a tail has too.</returns>
    private async Task<(ColumnSnapshot Snapshot, MetricRows? Rows)> RowsOfAsync(
        ColumnQuery query, int metric, IReadOnlyList<long> heads, CancellationToken cancellation)
    {
        var snapshot = await catalog.FindAsync(query.Project, ColumnLayout.PartOf(metric), query.FromMs, query.ToMs, cancellation);
        var tails = await Task.WhenAll(heads.Select((head, shard) => grains.GetGrain<IColumnGrain>(GrainKeys.Columns(shard))
            .Tail(query.Project, metric, query.FromMs, query.ToMs, head, snapshot.CheckpointOf(shard))));
        return tails.Select((tail, shard) => tail.Checkpoint == snapshot.CheckpointOf(shard)).All(static same => same)
            ? (snapshot, new MetricRows([.. snapshot.Files.Where(f => f.Metrics[metric] != ColumnShape.None)], [.. tails.SelectMany(t => t.Rows)]))
            : (snapshot, null);
    }
}
