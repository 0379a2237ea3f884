using Fleet.Domain.Retention;
using Fleet.Grains.Retention;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Retention;

/// <summary>The index of reports, which lies by device: some devices at a time, by serial.</summary>
internal sealed class ExpiringReports(ISqlDatabase views) : IExpiringRows
{
    /// <summary>Devices of one step: as many look-ups when nothing is past.</summary>
    private const int DevicesPerStep = 500;

    /// <summary>Rows of one step. A device that reports hourly has 24 a day.</summary>
    private const int RowsPerStep = 5_000;

    public RetentionKind Kind => RetentionKind.Reports;

    public async Task<Removed> CountAsync(string project, long beforeMs, CancellationToken cancellation) => new(
        (await views.QueryAsync(
            new SqlQuery("Retention.count_reports", project, beforeMs, IExpiringRows.MaxCounted), row => row.GetInt64(0), cancellation))[0], 0, 0);

    public async Task<RemovalStep> RemoveAsync(string project, long beforeMs, long nowMs, string after, CancellationToken cancellation)
    {
        var devices = await views.QueryAsync(
            new SqlQuery("Retention.list_devices", project, after, DevicesPerStep), row => (Serial: row.GetString(0), Id: row.GetInt64(1)), cancellation);
        if (devices.Count == 0)
        {
            return default;
        }

        var rows = await views.TransactAsync(
            async transaction =>
            {
                var gone = await transaction.ExecuteAsync(
                    new SqlQuery("Retention.delete_reports", devices.Select(d => d.Id).ToArray(), beforeMs, RowsPerStep));
                await RetentionTotals.AddAsync(transaction, project, Kind, new Removed(gone, 0, 0));
                return gone;
            },
            cancellation);
        var next = rows == RowsPerStep ? after : devices.Count == DevicesPerStep ? devices[^1].Serial : null;
        return new RemovalStep(new Removed(rows, 0, 0), next);
    }
}
