using Fleet.Domain.Metrics;
using Fleet.Protocol.Metrics;

namespace Fleet.Grains.Metrics;

/// <summary>A front of the catalog's store with a memory: metrics are read with every query and change rarely.</summary>
internal sealed class MetricCatalogGrain(IMetricCatalogStore store, ResolvedTables tables, TimeProvider time) : Grain, IMetricCatalogGrain
{
    /// <summary>
    /// For how long what is in memory is the answer to a question for all metrics, or for one that is not there: another activation may have
    /// registered more, for a moment in a cluster, at any time when two embedded processes share a database.
    /// </summary>
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);

    private string _project = "";
    private IReadOnlyList<MetricInfo>? _metrics;
    private long _loadedAt;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _project = GrainKeys.ParseCatalog(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public async Task Register(byte[] encodedTable)
    {
        var table = KeyTable.Decode(encodedTable);
        if (await tables.FindAsync(_project, table.Hash, CancellationToken.None) is not null)
        {
            return;
        }

        // Before the write: should its outcome stay unknown, the next caller finds the table stored and does not come this far.
        _metrics = null;
        var registered = await store.RegisterAsync(_project, table, time.GetUtcNow().ToUnixTimeMilliseconds(), CancellationToken.None);
        tables.Remember(_project, registered);
    }

    public async Task<byte[]?> FindTable(byte[] hash)
    {
        var found = await tables.FindAsync(_project, TableHash.FromBytes(hash), CancellationToken.None);
        return found?.Table.Encoded.ToArray();
    }

    public async Task<IReadOnlyList<MetricInfo>> List() => IsFresh ? _metrics! : await LoadAsync();

    public async Task<MetricInfo?> Find(string key) =>
        (_metrics is { } known ? Find(known, key) : null) ?? Find(await List(), key);

    public async Task<MetricInfo?> Describe(string key, string? displayName, string? description, string? unit)
    {
        // From the store, not from memory: what is not given stays as it is there.
        if (Find(await LoadAsync(), key) is not { } metric)
        {
            return null;
        }

        var said = new MetricDescription(displayName ?? metric.DisplayName, description ?? metric.Description, unit ?? metric.Unit);
        if (!said.IsValid(out var problem))
        {
            throw new ArgumentException(problem);
        }

        _metrics = null;
        await store.DescribeAsync(_project, metric.Key, said, CancellationToken.None);
        return metric with { DisplayName = said.DisplayName, Description = said.Description, Unit = said.Unit };
    }

    private bool IsFresh => _metrics is not null && time.GetElapsedTime(_loadedAt) < FreshFor;

    private static MetricInfo? Find(IReadOnlyList<MetricInfo> metrics, string key) =>
        metrics.FirstOrDefault(m => m.Key.Equals(key, StringComparison.OrdinalIgnoreCase));

    private async Task<IReadOnlyList<MetricInfo>> LoadAsync()
    {
        var loadedAt = time.GetTimestamp();
        var metrics = await store.LoadMetricsAsync(_project, CancellationToken.None);
        _loadedAt = loadedAt;
        return _metrics = [.. metrics.OrderBy(m => m.Key, StringComparer.Ordinal).Select(MetricInfo.Of)];
    }
}
