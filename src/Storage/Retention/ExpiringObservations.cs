using Fleet.Domain.Retention;
using Fleet.Grains.Retention;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Retention;

/// <summary>Observations of one kind. Their attachments are released, and go a day later unless another entry refers to them.</summary>
internal sealed class ExpiringObservations(ISqlDatabase views, RetentionKind kind) : IExpiringRows
{
    private const int RowsPerStep = 1_000;

    public RetentionKind Kind => kind;

    public async Task<Removed> CountAsync(string project, long beforeMs, CancellationToken cancellation)
    {
        var total = default(Removed);
        foreach (var type in RetentionRules.TypesOf(kind))
        {
            total += (await views.QueryAsync(
                new SqlQuery("Retention.count_observations", project, (int)type, beforeMs, IExpiringRows.MaxCounted),
                row => new Removed(row.GetInt64(0), row.GetInt64(2), row.GetInt64(1)),
                cancellation))[0];
        }

        return total;
    }

    public async Task<RemovalStep> RemoveAsync(string project, long beforeMs, long nowMs, string after, CancellationToken cancellation)
    {
        foreach (var type in RetentionRules.TypesOf(kind))
        {
            var removed = await views.TransactAsync(transaction => RemoveAsync(transaction, project, (int)type, beforeMs, nowMs), cancellation);
            if (removed.Rows > 0)
            {
                return new RemovalStep(removed, after);
            }
        }

        return default;
    }

    private async ValueTask<Removed> RemoveAsync(ISqlTransaction transaction, string project, int type, long beforeMs, long nowMs)
    {
        var past = await transaction.QueryAsync(
            new SqlQuery("Retention.list_observations", project, type, beforeMs, RowsPerStep),
            row => (
                Device: row.GetInt64(0), Type: row.GetInt32(1), At: row.GetInt64(2), Position: row.GetInt64(3), Index: row.GetInt32(4), Blob: row.GetString(5), Bytes: row.GetInt64(6)));

        // In order, as whoever else releases attachments does.
        var blobs = past.Where(o => o.Blob.Length > 0).DistinctBy(o => o.Blob).OrderBy(o => o.Blob, StringComparer.Ordinal).ToList();
        await transaction.WriteAsync(
            "Projections.release_blob", SqlColumn.Of(blobs, _ => project), SqlColumn.Of(blobs, o => o.Blob), SqlColumn.Of(blobs, _ => nowMs));
        await transaction.WriteAsync(
            "Retention.delete_observation",
            SqlColumn.Of(past, o => o.Device),
            SqlColumn.Of(past, o => o.Type),
            SqlColumn.Of(past, o => o.At),
            SqlColumn.Of(past, o => o.Position),
            SqlColumn.Of(past, o => o.Index));
        var removed = new Removed(past.Count, blobs.Count, blobs.Sum(o => o.Bytes));
        await RetentionTotals.AddAsync(transaction, project, kind, removed);
        return removed;
    }
}
