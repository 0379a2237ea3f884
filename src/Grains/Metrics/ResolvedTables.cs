using System.Collections.Concurrent;
using Fleet.Domain.Metrics;
using Fleet.Protocol.Metrics;

namespace Fleet.Grains.Metrics;

/// <summary>Key tables with their metrics, remembered: a table never changes once it is stored.</summary>
/// <param name="store">Where the tables are.</param>
public sealed class ResolvedTables(IMetricCatalogStore store)
{
    /// <summary>
    /// <see cref="KeyTableCost"/> of the tables remembered: some thousand of 100 keys. A fleet has one or few a software version; beyond it
    /// all are forgotten and read again as needed.
    /// </summary>
    private const long MaxBytes = 64L * 1024 * 1024;

    private readonly ConcurrentDictionary<(string Project, TableHash Hash), ResolvedTable> _tables = new();
    private long _bytes;

    /// <summary>Null when the project does not know the table.</summary>
    public async ValueTask<ResolvedTable?> FindAsync(string project, TableHash hash, CancellationToken cancellation)
    {
        if (_tables.TryGetValue((project, hash), out var known))
        {
            return known;
        }

        var found = await store.FindTableAsync(project, hash, cancellation);
        if (found is not null)
        {
            Remember(project, found);
        }

        return found;
    }

    public void Remember(string project, ResolvedTable table)
    {
        var cost = KeyTableCost.Of(table.Table);
        if (Volatile.Read(ref _bytes) + cost > MaxBytes)
        {
            // The count before the tables: one that comes in between is forgotten and stays counted, never the other way round.
            Volatile.Write(ref _bytes, 0);
            _tables.Clear();
        }

        if (_tables.TryAdd((project, table.Table.Hash), table))
        {
            Interlocked.Add(ref _bytes, cost);
        }
    }
}
