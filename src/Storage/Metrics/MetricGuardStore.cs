using Fleet.Domain.Metrics;
using Fleet.Grains.Metrics;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Metrics;

/// <summary>Limits of projects' keys beside the catalog, which they are checked with.</summary>
internal sealed class MetricGuardStore(ISqlDatabase log) : IMetricGuardStore
{
    public async Task<MetricGuard> LoadGuardAsync(string project, CancellationToken cancellation)
    {
        var (limit, used, refused) = (await log.QueryAsync(Guard(project), row => (row.GetInt32(0), row.GetInt32(1), row.GetInt64(2)), cancellation))[0];
        var keys = await log.QueryAsync(
            new SqlQuery("Metrics.list_refused_keys", project),
            row => new RefusedKey(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)),
            cancellation);
        return new MetricGuard(LimitOf(limit), used, refused, keys);
    }

    public Task SetLimitAsync(string project, int limit, CancellationToken cancellation) => log.TransactAsync(
        transaction => transaction.ExecuteAsync(new SqlQuery("Metrics.set_metric_limit", project, limit)), cancellation);

    public Task RefusedAsync(string project, long tables, IReadOnlyDictionary<string, long> keys, long nowMs, CancellationToken cancellation) => log.TransactAsync(
        async transaction =>
        {
            await transaction.ExecuteAsync(new SqlQuery("Metrics.count_refused", project, tables));
            await transaction.WriteAsync(
                "Metrics.note_refused_key",
                SqlColumn.Of(keys, _ => project),
                SqlColumn.Of(keys, key => key.Key),
                SqlColumn.Of(keys, key => key.Value),
                SqlColumn.Of(keys, _ => nowMs));
            return await transaction.ExecuteAsync(new SqlQuery("Metrics.trim_refused_keys", project, IMetricGuardStore.MaxRefusedKeys));
        },
        cancellation);

    /// <summary>Limit and number of the keys there are, as the transaction sees them.</summary>
    public static async ValueTask<(int Limit, int Used)> ReadAsync(ISqlTransaction transaction, string project)
    {
        var (limit, used) = (await transaction.QueryAsync(Guard(project), row => (row.GetInt32(0), row.GetInt32(1))))[0];
        return (LimitOf(limit), used);
    }

    private static SqlQuery Guard(string project) => new("Metrics.load_guard", project);

    private static int LimitOf(int stored) => stored == 0 ? MetricLimit.Default : stored;
}
