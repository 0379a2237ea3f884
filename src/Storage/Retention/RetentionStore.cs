using Fleet.Domain.Retention;
using Fleet.Grains.Retention;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Retention;

/// <summary>Horizons, beside the read models that they cut.</summary>
internal sealed class RetentionStore(ISqlDatabase views) : IRetentionStore
{
    public async Task<RetentionHorizons> HorizonsAsync(CancellationToken cancellation)
    {
        // The epoch first: should horizons move in between, it is too old, and what builds on it is refused.
        var epoch = (await views.QueryAsync(new SqlQuery("Retention.load_epoch"), row => row.GetInt64(0), cancellation))[0];
        var rows = await ListAsync(cancellation);
        return new RetentionHorizons(epoch, rows.ToDictionary(row => (row.Project, row.Kind), row => row.Horizon));
    }

    public Task RaiseAsync(string project, IReadOnlyDictionary<RetentionKind, RetentionHorizon> horizons, CancellationToken cancellation) =>
        views.TransactAsync(
            async transaction =>
            {
                // The lock of all that builds on horizons, before any of them.
                await transaction.ExecuteAsync(new SqlQuery("Retention.raise_epoch"));
                var moved = 0;
                foreach (var (kind, horizon) in horizons.OrderBy(h => h.Key))
                {
                    moved += await transaction.ExecuteAsync(new SqlQuery("Retention.raise_horizon", project, (int)kind, horizon.BeforeMs, horizon.Days, horizon.MovedAtMs));
                }

                if (moved == 0)
                {
                    transaction.Abandon();
                }

                return true;
            },
            cancellation);

    public Task AddAsync(string project, RetentionKind kind, Removed removed, CancellationToken cancellation) => views.TransactAsync(
        async transaction =>
        {
            await RetentionTotals.AddAsync(transaction, project, kind, removed);
            return true;
        },
        cancellation);

    public Task BeginRunAsync(string project, long atMs, CancellationToken cancellation) =>
        views.TransactAsync(transaction => transaction.ExecuteAsync(new SqlQuery("Retention.begin_run", project, atMs)), cancellation);

    public Task EndRunAsync(string project, long atMs, CancellationToken cancellation) =>
        views.TransactAsync(transaction => transaction.ExecuteAsync(new SqlQuery("Retention.end_run", project, atMs)), cancellation);

    public async Task<RetentionProgress> ProgressAsync(string project, CancellationToken cancellation)
    {
        var runs = await views.QueryAsync(new SqlQuery("Retention.find_run", project), row => (Started: row.GetInt64(0), Finished: row.GetInt64(1)), cancellation);
        var run = runs.Count == 0 ? default : runs[0];
        var kinds = (await ListAsync(cancellation)).Where(row => row.Project == project).ToDictionary(row => row.Kind, row => (row.Horizon, row.Removed));
        return new RetentionProgress(run.Started, run.Finished, kinds);
    }

    private Task<List<(string Project, RetentionKind Kind, RetentionHorizon Horizon, Removed Removed)>> ListAsync(CancellationToken cancellation) =>
        views.QueryAsync(
            new SqlQuery("Retention.list_horizons"),
            row => (
                row.GetString(0),
                (RetentionKind)row.GetInt32(1),
                new RetentionHorizon(row.GetInt64(2), row.GetInt32(3), row.GetInt64(4)),
                new Removed(row.GetInt64(5), row.GetInt64(6), row.GetInt64(7))),
            cancellation);
}
