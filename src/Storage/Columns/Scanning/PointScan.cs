using System.Collections.Concurrent;
using DuckDB.NET.Data;
using Fleet.Grains.Columns;

namespace Fleet.Storage.Columns.Scanning;

/// <summary>
/// Points of all devices or of a set, without the engine's aggregation: it unpacks the metric's columns and nothing else, on as many threads as it has, and what
/// counts of them is added up here. Of the questions that this cannot answer, or not in bounded memory, <see cref="TryAsync"/> says so; the engine answers those.
/// </summary>
internal sealed class PointScan(ColumnStoreOptions options) : IDisposable
{
    /// <summary>For some chunks of a file on each thread.</summary>
    private const long EngineBytes = 256L << 20;

    /// <summary>Memory of one question for its values and devices, a quarter of the engine's: 8 million values, with what growing takes besides.</summary>
    private const long MaxBytes = 256L << 20;

    /// <summary>
    /// One thread for each query, and as many queries as threads: a fifth less work than when threads of the engine pass the chunks of one query to each other.
    /// </summary>
    private readonly Lazy<DuckDb> _engine = new(() => new DuckDb(options with { Threads = 1, MemoryBytes = EngineBytes }, ".scan"));
    private readonly ColumnFolder _folder = new(options.Folder);
    private readonly SpineCache _spines = new();

    /// <summary>Whether the question is about single values of devices, each of which is in one group, if its metric has no sketches.</summary>
    public static bool Fits(ColumnQuery query) =>
        query.Grouping is ColumnGrouping.None or ColumnGrouping.Selection && query is { Cohort: null, Software: null, Ranking: null };

    /// <param name="query">That <see cref="Fits"/>.</param>
    /// <param name="files">Without sketches of the metric.</param>
    /// <param name="tail">Without sketches.</param>
    /// <returns>Null when the answer would take too much memory.</returns>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public async Task<ColumnAnswer?> TryAsync(
        ColumnQuery query, IReadOnlyList<ColumnFile> files, IReadOnlyList<TailRow> tail, CancellationToken cancellation)
    {
        var ends = files.SelectMany(f => new[] { f.FromMs, f.ToMs }).Concat(tail.Select(t => t.EndMs)).DefaultIfEmpty(long.MaxValue).ToList();
        var (fromMs, toMs) = (Math.Max(query.FromMs, ends.Min()), Math.Min(query.ToMs - 1, ends.Max()));
        if (fromMs > toMs)
        {
            return new ColumnAnswer([], 0, 0);
        }

        var budget = new FoldBudget(MaxBytes);
        var ordinals = new DeviceOrdinals(query);
        var rows = new ScannedRows(_folder, new SpineReader(_folder, _spines), query, ordinals);
        var batches = new ConcurrentQueue<FileBatch>(FileBatch.Of(query, files));
        var tables = new List<PointTable>();
        for (var i = 0; i < Math.Clamp(batches.Count, 1, options.Threads); i++)
        {
            if (PointTable.TryOf(query, ordinals, budget, fromMs, toMs) is not { } table)
            {
                return null;
            }

            tables.Add(table);
        }

        try
        {
            await Task.WhenAll(tables.Select(table => _engine.Value.RunAsync(connection => Scan(connection, table), cancellation)));
            return await Task.Run(Finish, cancellation);
        }
        finally
        {
            tables.ForEach(static t => t.Dispose());
        }

        int Scan(DuckDBConnection connection, PointTable table)
        {
            var scanned = 0;
            while (!budget.IsSpent && batches.TryDequeue(out var batch))
            {
                rows.Add(connection, batch, table, cancellation);
                scanned++;
            }

            return scanned;
        }

        ColumnAnswer? Finish()
        {
            rows.Add(tail, tables[0]);
            foreach (var table in tables.Skip(1))
            {
                tables[0].Merge(table);
            }

            return budget.IsSpent ? null : tables[0].ToAnswer(options.Threads);
        }
    }

    /// <summary>A file that is not in use any more.</summary>
    public void Forget(ColumnFile file) => _spines.Remove(file);

    public void Dispose()
    {
        if (_engine.IsValueCreated)
        {
            _engine.Value.Dispose();
        }
    }
}
