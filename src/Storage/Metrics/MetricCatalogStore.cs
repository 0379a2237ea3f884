using Fleet.Domain.Metrics;
using Fleet.Grains.Metrics;
using Fleet.Protocol.Metrics;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Metrics;

/// <summary>Metrics and key tables. A table is stored as its bytes; the ids of its columns are looked up by key.</summary>
internal sealed class MetricCatalogStore(ISqlDatabase log) : IMetricCatalogStore
{
    public async Task<IReadOnlyList<MetricDefinition>> LoadMetricsAsync(string project, CancellationToken cancellation) =>
        await log.QueryAsync(
            new SqlQuery("Metrics.load_metrics", project),
            row => new MetricDefinition(row.GetInt32(0), row.GetString(1), (MetricKind)row.GetInt32(2), row.GetString(3), row.GetInt64(4), row.GetString(5), row.GetString(6)),
            cancellation);

    public async Task<ResolvedTable?> FindTableAsync(string project, TableHash hash, CancellationToken cancellation)
    {
        var found = await log.QueryAsync(FindTable(project, hash), row => row.GetFieldValue<byte[]>(0), cancellation);
        if (found.Count == 0)
        {
            return null;
        }

        var table = KeyTable.Decode(found[0]);
        var ids = await log.QueryAsync(LoadIds(project, Keys(table)), row => (row.GetString(0), row.GetInt32(1)), cancellation);
        return Resolve(table, ids);
    }

    public Task<ResolvedTable> RegisterAsync(string project, KeyTable table, long nowMs, CancellationToken cancellation) =>
        log.TransactAsync(transaction => RegisterAsync(transaction, project, table, nowMs), cancellation);

    public async Task DescribeAsync(string project, string key, MetricDescription description, CancellationToken cancellation) =>
        await log.TransactAsync(
            async transaction =>
            {
                await transaction.ExecuteAsync(
                    new SqlQuery("Metrics.describe_metric", project, key, description.DisplayName, description.Description, description.Unit));
                return true;
            },
            cancellation);

    private static async ValueTask<ResolvedTable> RegisterAsync(ISqlTransaction transaction, string project, KeyTable table, long nowMs)
    {
        await transaction.ExecuteAsync(new SqlQuery("Metrics.lock_catalog", project));
        var keys = Keys(table);
        var ids = await transaction.QueryAsync(LoadIds(project, keys), row => (row.GetString(0), row.GetInt32(1)));
        if ((await transaction.QueryAsync(FindTable(project, table.Hash), _ => true)).Count > 0)
        {
            return Resolve(table, ids);
        }

        var usage = (await transaction.QueryAsync(
            new SqlQuery("Metrics.table_usage", project), row => new TableUsage(row.GetInt64(0), row.GetInt64(1))))[0];
        if (!usage.HasRoomFor(table))
        {
            throw new TooManyMetricsException(
                $"project '{project}' has {usage.Tables} key tables of {usage.Bytes} bytes, one more of {table.Encoded.Length} bytes would pass "
                + $"the limit of {TableUsage.MaxTables} tables or {TableUsage.MaxBytes} bytes; devices of one software version are to share their tables");
        }

        var known = ids.Select(id => id.Item1).ToHashSet(StringComparer.Ordinal);
        var fresh = table.Columns.Where((_, i) => !known.Contains(keys[i])).ToList();
        if (fresh.Count > 0)
        {
            var last = (await transaction.QueryAsync(new SqlQuery("Metrics.last_metric_id", project), row => row.GetInt32(0)))[0];
            if (last + fresh.Count > MetricDefinition.MaxPerProject)
            {
                throw new TooManyMetricsException(
                    $"project '{project}' has {last} metrics, {fresh.Count} more ('{Lower(fresh[0].Key)}' the first) would pass the limit of "
                    + $"{MetricDefinition.MaxPerProject}; keys must not name what there is ever more of, such as users, files or addresses");
            }

            var metrics = fresh.Select((column, i) => new MetricDefinition(last + i + 1, Lower(column.Key), column.Kind, column.Unit, nowMs)).ToList();
            await transaction.WriteAsync(
                "Metrics.insert_metric",
                SqlColumn.Of(metrics, _ => project),
                SqlColumn.Of(metrics, metric => metric.Key),
                SqlColumn.Of(metrics, metric => metric.Id),
                SqlColumn.Of(metrics, metric => (int)metric.Kind),
                SqlColumn.Of(metrics, metric => metric.Unit),
                SqlColumn.Of(metrics, metric => metric.FirstSeenMs));
            ids.AddRange(metrics.Select(metric => (metric.Key, metric.Id)));
        }

        await transaction.ExecuteAsync(new SqlQuery("Metrics.insert_table", project, table.Hash.ToArray(), table.Encoded.ToArray()));
        return Resolve(table, ids);
    }

    private static SqlQuery FindTable(string project, TableHash hash) => new("Metrics.find_table", project, hash.ToArray());

    private static SqlQuery LoadIds(string project, string[] keys) => new("Metrics.load_metric_ids", project, keys);

    private static string[] Keys(KeyTable table) => [.. table.Columns.Select(column => Lower(column.Key))];

    private static string Lower(string key) => key.ToLowerInvariant();

    private static ResolvedTable Resolve(KeyTable table, List<(string Key, int Id)> ids)
    {
        var byKey = ids.ToDictionary(id => id.Key, id => id.Id, StringComparer.Ordinal);
        return new ResolvedTable(table, [.. Keys(table).Select(key => byKey[key])]);
    }
}
