using Fleet.Domain.Retention;
using Fleet.Grains.Retention;
using Fleet.Storage.Sets;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Retention;

/// <summary>
/// Changes of device sets, from the first on: whoever watches is told up to which position they are forgotten, so none may go from between others. Their
/// times follow their positions.
/// </summary>
internal sealed class ExpiringSetChanges(ISqlDatabase views) : IExpiringRows
{
    private const int RowsPerStep = 1_000;

    public RetentionKind Kind => RetentionKind.Reports;

    public async Task<Removed> CountAsync(string project, long beforeMs, CancellationToken cancellation) => new(
        (await views.QueryAsync(
            new SqlQuery("Retention.count_changes", project, beforeMs, IExpiringRows.MaxCounted), row => row.GetInt64(0), cancellation))[0], 0, 0);

    public async Task<RemovalStep> RemoveAsync(string project, long beforeMs, long nowMs, string after, CancellationToken cancellation)
    {
        var past = (await views.QueryAsync(
            new SqlQuery("Retention.list_changes", project, RowsPerStep), row => (Position: row.GetInt64(0), At: row.GetInt64(1)), cancellation))
            .TakeWhile(change => change.At < beforeMs)
            .ToList();
        if (past.Count == 0)
        {
            return default;
        }

        var rows = await views.TransactAsync(
            async transaction =>
            {
                var row = await SetProjectRow.LockAsync(transaction, project);
                var upTo = past[^1].Position;
                var gone = await transaction.ExecuteAsync(new SqlQuery("Sets.delete_changes", project, upTo));
                await transaction.ExecuteAsync(new SqlQuery("Sets.forget_changes", project, Math.Max(row.Forgotten, upTo)));
                await RetentionTotals.AddAsync(transaction, project, Kind, new Removed(gone, 0, 0));
                return gone;
            },
            cancellation);
        return new RemovalStep(new Removed(rows, 0, 0), past.Count == RowsPerStep ? after : null);
    }
}
