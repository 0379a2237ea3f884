using Fleet.Domain.Devices.Filters;
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
        ReadAsync(query, (found, tail) => files.QueryAsync(query, found, tail, cancellation), cancellation);

    /// <exception cref="StoreUnavailableException">Files change faster than they can be read.</exception>
    public Task<ColumnHistogram> HistogramAsync(ColumnQuery query, ColumnBins bins, CancellationToken cancellation) =>
        ReadAsync(query, (found, tail) => files.HistogramAsync(query, bins, found, tail, cancellation), cancellation);

    /// <summary>What the reports of each device add up to, by the event log's number; devices without one are not there.</summary>
    /// <exception cref="StoreUnavailableException">Files change faster than they can be read.</exception>
    public Task<IReadOnlyDictionary<long, WindowSums>> WindowAsync(ColumnQuery query, double? equalTo, CancellationToken cancellation) =>
        ReadAsync(query, (found, tail) => files.WindowAsync(query, equalTo, found, tail, cancellation), cancellation);

    private async Task<T> ReadAsync<T>(
        ColumnQuery query, Func<IReadOnlyList<ColumnFile>, IReadOnlyList<TailRow>, Task<T>> read, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var tails = await Task.WhenAll(Enumerable.Range(0, log.ShardCount).Select(shard =>
                grains.GetGrain<IColumnGrain>(GrainKeys.Columns(shard)).Tail(query.Project, query.MetricId, query.FromMs, query.ToMs)));
            var snapshot = await catalog.FindAsync(
                query.Project, ColumnLayout.PartOf(query.MetricId), query.FromMs, query.ToMs, cancellation);
            try
            {
                // A file written in between has rows that a tail has too.
                if (tails.Select((tail, shard) => tail.Checkpoint == snapshot.CheckpointOf(shard)).All(static same => same))
                {
                    var found = snapshot.Files.Where(f => f.Metrics[query.MetricId] != ColumnShape.None).ToList();
                    return await read(found, [.. tails.SelectMany(t => t.Rows)]);
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
}
