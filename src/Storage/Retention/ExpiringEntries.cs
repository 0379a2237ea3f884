using Fleet.Domain.Retention;
using Fleet.Grains.Retention;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Retention;

/// <summary>Lines of the processing log, by the time that the server took the entry.</summary>
internal sealed class ExpiringEntries(ISqlDatabase views) : IExpiringRows
{
    private const int RowsPerStep = 1_000;

    public RetentionKind Kind => RetentionKind.Reports;

    public async Task<Removed> CountAsync(string project, long beforeMs, CancellationToken cancellation) => new(
        (await views.QueryAsync(
            new SqlQuery("Retention.count_entries", project, beforeMs, IExpiringRows.MaxCounted), row => row.GetInt64(0), cancellation))[0], 0, 0);

    public async Task<RemovalStep> RemoveAsync(string project, long beforeMs, long nowMs, string after, CancellationToken cancellation)
    {
        var rows = await views.TransactAsync(
            async transaction =>
            {
                var gone = await transaction.ExecuteAsync(new SqlQuery("Retention.delete_entries", project, beforeMs, RowsPerStep));
                if (gone > 0)
                {
                    await transaction.QueryAsync(new SqlQuery("Processing.count_entries", project, -(long)gone), row => row.GetInt64(0));
                    await RetentionTotals.AddAsync(transaction, project, Kind, new Removed(gone, 0, 0));
                }

                return gone;
            },
            cancellation);
        return new RemovalStep(new Removed(rows, 0, 0), rows == RowsPerStep ? after : null);
    }
}
