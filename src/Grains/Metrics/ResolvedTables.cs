using System.Collections.Concurrent;
using Fleet.Domain.Metrics;
using Fleet.Protocol.Metrics;

namespace Fleet.Grains.Metrics;

/// <summary>Key tables with their metrics, remembered: a table never changes once it is stored.</summary>
/// <param name="store">Where the tables are.</param>
public sealed class ResolvedTables(IMetricCatalogStore store)
{
    /// <summary>Tables remembered. A fleet has one or few a software version; beyond this many all are forgotten and read again as needed.</summary>
    private const int Capacity = 4096;

    private readonly ConcurrentDictionary<(string Project, TableHash Hash), ResolvedTable> _tables = new();

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
        if (_tables.Count >= Capacity)
        {
            _tables.Clear();
        }

        _tables[(project, table.Table.Hash)] = table;
    }
}
