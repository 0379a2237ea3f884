using Fleet.Domain.Metrics;
using Fleet.Grains.Alerts;
using Fleet.Grains.Sets;
using Fleet.Protocol.Metrics;

namespace Fleet.Grains.Metrics;

/// <summary>A front of the catalog's store with a memory: metrics are read with every query and change rarely.</summary>
internal sealed class MetricCatalogGrain(
    IMetricCatalogStore store,
    IMetricGuardStore guard,
    ResolvedTables tables,
    MetricRanges ranges,
    MetricInstruments instruments,
    TimeProvider time) : Grain, IMetricCatalogGrain
{
    /// <summary>
    /// For how long what is in memory is the answer to a question for all metrics, or for one that is not there: another activation may have
    /// registered more, for a moment in a cluster, at any time when two embedded processes share a database.
    /// </summary>
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);

    private string _project = "";
    private MetricRefusals _refusals = null!;
    private IReadOnlyList<MetricInfo>? _metrics;
    private long _loadedAt;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _project = GrainKeys.ParseCatalog(this.GetPrimaryKeyString());
        _refusals = new MetricRefusals(guard, _project, instruments, time);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => _refusals.WriteAsync();

    public async Task Register(byte[] encodedTable)
    {
        var table = KeyTable.Decode(encodedTable);
        if (await tables.FindAsync(_project, table.Hash, CancellationToken.None) is not null)
        {
            return;
        }

        try
        {
            if (_refusals.Find(table.Hash) is { } refused)
            {
                throw new TooManyMetricsException(refused.Message, refused) { Keys = refused.Keys };
            }

            // Before the write: should its outcome stay unknown, the next caller finds the table stored and does not come this far.
            _metrics = null;
            tables.Remember(_project, await store.RegisterAsync(_project, table, NowMs, CancellationToken.None));
        }
        catch (TooManyMetricsException e)
        {
            await _refusals.CountAsync(table.Hash, e);
            throw;
        }
    }

    public async Task<byte[]?> FindTable(byte[] hash)
    {
        var found = await tables.FindAsync(_project, TableHash.FromBytes(hash), CancellationToken.None);
        return found?.Table.Encoded.ToArray();
    }

    public async Task<IReadOnlyList<MetricInfo>> List() => IsFresh ? _metrics! : await LoadAsync();

    public async Task<MetricInfo?> Find(string key) =>
        (_metrics is { } known ? Find(known, key) : null) ?? Find(await List(), key);

    public async Task<MetricInfo?> Change(string key, MetricChange change)
    {
        // From the store, not from memory: what is not given stays as it is there.
        if (Find(await LoadAsync(), key) is not { } metric)
        {
            return null;
        }

        var range = change.Range is { } given ? new ValidRange(given.Min, given.Max) : metric.Range;
        var said = new MetricDescription(change.DisplayName ?? metric.DisplayName, change.Description ?? metric.Description, change.Unit ?? metric.Unit) { Range = range };
        if (!said.IsValid(out var problem))
        {
            throw new ArgumentException(problem);
        }

        var kind = (MetricKind)(change.Kind ?? metric.Kind);
        if (!Enum.IsDefined(kind))
        {
            throw new ArgumentException($"kind: {change.Kind} is none");
        }

        if (!range.IsAny && !MetricDefinition.IsNumericKind(kind))
        {
            throw new ArgumentException(
                $"{(change.Range is null ? "kind" : "range")}: '{metric.Key}' {(change.Range is null ? "has" : "cannot have")} a valid range, and values of kind {kind.ToString().ToLowerInvariant()} are not numbers");
        }

        _metrics = null;
        await store.DescribeAsync(_project, metric.Key, said, CancellationToken.None);
        if ((int)kind != metric.Kind)
        {
            await store.RetypeAsync(_project, metric.Key, kind, NowMs, CancellationToken.None);
        }

        return await ChangedAsync(metric.Key, meansOther: range != metric.Range || (int)kind != metric.Kind);
    }

    public async Task<MetricInfo?> Rename(string key, string newKey)
    {
        _metrics = null;
        return await store.RenameAsync(_project, key.ToLowerInvariant(), newKey.ToLowerInvariant(), NowMs, CancellationToken.None)
            ? await ChangedAsync(newKey, meansOther: true)
            : null;
    }

    public async Task<MetricGuard> Guard()
    {
        await _refusals.WriteAsync();
        return await guard.LoadGuardAsync(_project, CancellationToken.None);
    }

    public async Task<MetricGuard> SetLimit(int limit)
    {
        MetricLimit.Check(limit);
        await guard.SetLimitAsync(_project, limit, CancellationToken.None);
        _refusals.Forget();
        return await Guard();
    }

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    private bool IsFresh => _metrics is not null && time.GetElapsedTime(_loadedAt) < FreshFor;

    private static MetricInfo? Find(IReadOnlyList<MetricInfo> metrics, string key) =>
        metrics.FirstOrDefault(m => m.Key.Equals(key, StringComparison.OrdinalIgnoreCase))
        ?? metrics.FirstOrDefault(m => m.Aliases.Contains(key, StringComparer.OrdinalIgnoreCase));

    /// <param name="key">Of the metric.</param>
    /// <param name="meansOther">Whether filters that name it may have other answers now.</param>
    private async Task<MetricInfo> ChangedAsync(string key, bool meansOther)
    {
        if (meansOther)
        {
            ranges.Forget(_project);
            await GrainFactory.GetGrain<IDeviceSetsGrain>(GrainKeys.Sets(_project)).MetricsChanged();
            await GrainFactory.GetGrain<IAlertsGrain>(GrainKeys.AlertRules(_project)).MetricsChanged();
        }

        return Find(await LoadAsync(), key)!;
    }

    private async Task<IReadOnlyList<MetricInfo>> LoadAsync()
    {
        var loadedAt = time.GetTimestamp();
        var metrics = await store.LoadMetricsAsync(_project, CancellationToken.None);
        _loadedAt = loadedAt;
        return _metrics = MetricInfo.Of(metrics);
    }
}
