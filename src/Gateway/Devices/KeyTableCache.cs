using System.Collections.Concurrent;
using Fleet.Domain.Metrics;
using Fleet.Grains;
using Fleet.Grains.Metrics;
using Fleet.Protocol;
using Fleet.Protocol.Metrics;

namespace Fleet.Gateway.Devices;

/// <summary>
/// Key tables that reports name. A table never changes, so what is known stays good; memory is bounded by keeping two generations, of which
/// the older goes when the younger is full. That a table is not known is remembered for a moment only.
/// </summary>
public sealed class KeyTableCache(IGrainFactory grains, TimeProvider time)
{
    /// <summary><see cref="KeyTableCost"/> of the tables of a generation.</summary>
    private const long GenerationBytes = 32 * 1024 * 1024;

    /// <summary>For how long an unknown table is not asked for again: a hostile device must not hammer the catalog.</summary>
    private static readonly TimeSpan UnknownFor = TimeSpan.FromSeconds(1);

    private const int MaxUnknown = 16_384;

    private readonly ConcurrentDictionary<TableKey, long> _unknown = new();
    private readonly Lock _turning = new();
    private ConcurrentDictionary<TableKey, KeyTable> _young = new();
    private ConcurrentDictionary<TableKey, KeyTable> _old = new();
    private long _youngBytes;

    /// <summary>The table when it can be had without asking anyone.</summary>
    public KeyTable? TryGet(string project, TableHash hash)
    {
        var key = new TableKey(project, hash);
        if (_young.TryGetValue(key, out var table))
        {
            return table;
        }

        if (_old.TryGetValue(key, out table))
        {
            Remember(key, table);
        }

        return table;
    }

    /// <summary>The table, asked for when it is not at hand; null when the project does not know it.</summary>
    public async ValueTask<KeyTable?> FindAsync(string project, TableHash hash)
    {
        if (TryGet(project, hash) is { } known)
        {
            return known;
        }

        var key = new TableKey(project, hash);
        if (_unknown.TryGetValue(key, out var since) && time.GetElapsedTime(since) < UnknownFor)
        {
            return null;
        }

        if (await grains.GetGrain<IMetricCatalogGrain>(GrainKeys.Catalog(project)).FindTable(hash.ToArray()) is not { } encoded)
        {
            if (_unknown.Count >= MaxUnknown)
            {
                _unknown.Clear();
            }

            _unknown[key] = time.GetTimestamp();
            return null;
        }

        var table = KeyTable.Decode(encoded);
        Remember(key, table);
        return table;
    }

    /// <summary>Makes a table known to the project, durably.</summary>
    /// <exception cref="ProtocolException">The bytes are not a key table.</exception>
    /// <exception cref="TooManyMetricsException">The project has no room for its metrics, or for another table.</exception>
    public async Task RegisterAsync(string project, ReadOnlyMemory<byte> encoded)
    {
        if (TryGet(project, TableHash.Of(encoded.Span)) is not null)
        {
            return;
        }

        var table = KeyTable.Decode(encoded);
        await grains.GetGrain<IMetricCatalogGrain>(GrainKeys.Catalog(project)).Register(encoded.ToArray());
        var key = new TableKey(project, table.Hash);
        Remember(key, table);
        _unknown.TryRemove(key, out _);
    }

    private void Remember(TableKey key, KeyTable table)
    {
        if (!_young.TryAdd(key, table))
        {
            return;
        }

        if (Interlocked.Add(ref _youngBytes, KeyTableCost.Of(table)) < GenerationBytes)
        {
            return;
        }

        lock (_turning)
        {
            if (Volatile.Read(ref _youngBytes) >= GenerationBytes)
            {
                _old = _young;
                _young = new();
                _youngBytes = 0;
            }
        }
    }

    private readonly record struct TableKey(string Project, TableHash Hash);
}
