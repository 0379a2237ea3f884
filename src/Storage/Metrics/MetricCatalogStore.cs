using System.Data.Common;
using Fleet.Domain.Metrics;
using Fleet.Grains.Metrics;
using Fleet.Protocol.Metrics;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Metrics;

/// <summary>Metrics and key tables. A table is stored as its bytes; the ids of its columns are looked up by key.</summary>
internal sealed class MetricCatalogStore(ISqlDatabase log) : IMetricCatalogStore
{
    public async Task<IReadOnlyList<MetricDefinition>> LoadMetricsAsync(string project, CancellationToken cancellation) =>
        await log.QueryAsync(LoadMetrics(project), Read, cancellation);

    public async Task<ResolvedTable?> FindTableAsync(string project, TableHash hash, CancellationToken cancellation)
    {
        var found = await log.QueryAsync(FindTable(project, hash), row => row.GetFieldValue<byte[]>(0), cancellation);
        if (found.Count == 0)
        {
            return null;
        }

        var table = KeyTable.Decode(found[0]);
        var known = await log.QueryAsync(LoadIds(project, Keys(table)), KnownKey.Read, cancellation);
        return Resolve(table, known);
    }

    public Task<ResolvedTable> RegisterAsync(string project, KeyTable table, long nowMs, CancellationToken cancellation) =>
        log.TransactAsync(transaction => RegisterAsync(transaction, project, table, nowMs), cancellation);

    public async Task DescribeAsync(string project, string key, MetricDescription description, CancellationToken cancellation) =>
        await log.TransactAsync(transaction => transaction.ExecuteAsync(Describe(project, key, description)), cancellation);

    public async Task RetypeAsync(string project, string key, MetricKind kind, long nowMs, CancellationToken cancellation) =>
        await log.TransactAsync(
            transaction => transaction.ExecuteAsync(new SqlQuery("Metrics.retype_metric", project, key, (int)kind, nowMs)), cancellation);

    public Task<bool> RenameAsync(string project, string from, string to, long nowMs, CancellationToken cancellation) =>
        log.TransactAsync(transaction => RenameAsync(transaction, project, from, to, nowMs), cancellation);

    private static async ValueTask<bool> RenameAsync(ISqlTransaction transaction, string project, string from, string to, long nowMs)
    {
        await transaction.ExecuteAsync(new SqlQuery("Metrics.lock_catalog", project));
        var all = await transaction.QueryAsync(LoadMetrics(project), Read);
        var (limit, _) = await MetricGuardStore.ReadAsync(transaction, project);
        if (MetricRename.Plan(all, from, to, limit, nowMs) is not { } rename)
        {
            transaction.Abandon();
            return false;
        }

        if (rename.Created is { } created)
        {
            await InsertAsync(transaction, project, [created]);
        }

        if (rename.TakesKind)
        {
            await transaction.ExecuteAsync(new SqlQuery("Metrics.copy_kind", project, rename.Owner, rename.From));
        }

        await transaction.ExecuteAsync(new SqlQuery("Metrics.move_metric", project, rename.From, rename.Owner));
        await transaction.ExecuteAsync(Describe(project, to, rename.Said));
        return true;
    }

    private static async ValueTask<ResolvedTable> RegisterAsync(ISqlTransaction transaction, string project, KeyTable table, long nowMs)
    {
        await transaction.ExecuteAsync(new SqlQuery("Metrics.lock_catalog", project));
        var keys = Keys(table);
        var known = await transaction.QueryAsync(LoadIds(project, keys), KnownKey.Read);
        if ((await transaction.QueryAsync(FindTable(project, table.Hash), _ => true)).Count > 0)
        {
            return Resolve(table, known);
        }

        var usage = (await transaction.QueryAsync(
            new SqlQuery("Metrics.table_usage", project), row => new TableUsage(row.GetInt64(0), row.GetInt64(1))))[0];
        if (!usage.HasRoomFor(table))
        {
            throw new TooManyMetricsException(
                $"project '{project}' has {usage.Tables} key tables of {usage.Bytes} bytes, one more of {table.Encoded.Length} bytes would pass "
                + $"the limit of {TableUsage.MaxTables} tables or {TableUsage.MaxBytes} bytes; devices of one software version are to share their tables");
        }

        var byKey = known.ToDictionary(k => k.Key, StringComparer.Ordinal);
        var fresh = table.Columns.Where((_, i) => !byKey.ContainsKey(keys[i])).ToList();
        if (fresh.Count > 0)
        {
            var (limit, used) = await MetricGuardStore.ReadAsync(transaction, project);
            if (used + fresh.Count > limit)
            {
                throw new TooManyMetricsException(
                    $"project '{project}' has {used} metrics, {fresh.Count} more ('{Lower(fresh[0].Key)}' the first) would pass the limit of {limit}; "
                    + "keys must not name what there is ever more of, such as users, files or addresses. If all of them are wanted, raise it: fleet metrics limit")
                {
                    Keys = [.. fresh.Take(IMetricGuardStore.MaxRefusedKeys).Select(column => Lower(column.Key))],
                };
            }

            var last = (await transaction.QueryAsync(new SqlQuery("Metrics.last_metric_id", project), row => row.GetInt32(0)))[0];
            var metrics = fresh.Select((column, i) => new MetricDefinition(last + i + 1, Lower(column.Key), column.Kind, column.Unit, nowMs)).ToList();
            await InsertAsync(transaction, project, metrics);
            known.AddRange(metrics.Select(metric => new KnownKey(metric.Key, metric.Id, metric.SentKinds)));
        }

        var otherwise = table.Columns
            .Select((column, i) => (Known: byKey.GetValueOrDefault(keys[i]), Kind: 1 << (int)column.Kind))
            .Where(sent => sent.Known.Id > 0 && (sent.Known.SentKinds & sent.Kind) == 0)
            .ToList();
        await transaction.WriteAsync(
            "Metrics.add_sent_kind",
            SqlColumn.Of(otherwise, _ => project),
            SqlColumn.Of(otherwise, sent => sent.Known.Id),
            SqlColumn.Of(otherwise, sent => sent.Kind));
        await transaction.ExecuteAsync(new SqlQuery("Metrics.insert_table", project, table.Hash.ToArray(), table.Encoded.ToArray()));
        return Resolve(table, known);
    }

    private static ValueTask InsertAsync(ISqlTransaction transaction, string project, IReadOnlyCollection<MetricDefinition> metrics) => transaction.WriteAsync(
        "Metrics.insert_metric",
        SqlColumn.Of(metrics, _ => project),
        SqlColumn.Of(metrics, metric => metric.Key),
        SqlColumn.Of(metrics, metric => metric.Id),
        SqlColumn.Of(metrics, metric => (int)metric.Kind),
        SqlColumn.Of(metrics, metric => metric.Unit),
        SqlColumn.Of(metrics, metric => metric.FirstSeenMs),
        SqlColumn.Of(metrics, metric => metric.Owner),
        SqlColumn.Of(metrics, metric => metric.SentKinds));

    private static MetricDefinition Read(DbDataReader row) => new(
        row.GetInt32(0), row.GetString(1), (MetricKind)row.GetInt32(2), row.GetString(3), row.GetInt64(4), row.GetString(5), row.GetString(6))
    {
        Owner = row.GetInt32(7),
        Range = new ValidRange(End(row.GetDouble(8)), End(row.GetDouble(9))),
        SentKinds = row.GetInt32(10),
        KindSinceMs = row.GetInt64(11),
    };

    private static double? End(double stored) => double.IsInfinity(stored) ? null : stored;

    private static SqlQuery LoadMetrics(string project) => new("Metrics.load_metrics", project);

    private static SqlQuery Describe(string project, string key, MetricDescription said) => new(
        "Metrics.describe_metric",
        project,
        key,
        said.DisplayName,
        said.Description,
        said.Unit,
        said.Range.Min ?? double.NegativeInfinity,
        said.Range.Max ?? double.PositiveInfinity);

    private static SqlQuery FindTable(string project, TableHash hash) => new("Metrics.find_table", project, hash.ToArray());

    private static SqlQuery LoadIds(string project, string[] keys) => new("Metrics.load_metric_ids", project, keys);

    private static string[] Keys(KeyTable table) => [.. table.Columns.Select(column => Lower(column.Key))];

    private static string Lower(string key) => key.ToLowerInvariant();

    private static ResolvedTable Resolve(KeyTable table, List<KnownKey> known)
    {
        var byKey = known.ToDictionary(k => k.Key, k => k.Id, StringComparer.Ordinal);
        return new ResolvedTable(table, [.. Keys(table).Select(key => byKey[key])]);
    }

    private readonly record struct KnownKey(string Key, int Id, int SentKinds)
    {
        public static KnownKey Read(DbDataReader row) => new(row.GetString(0), row.GetInt32(1), row.GetInt32(2));
    }
}
