using Fleet.Domain.Retention;
using Fleet.Grains.Retention;
using Fleet.Grains.Traces;
using Fleet.Storage.Retention;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Traces;

/// <summary>Rows of traces with what hangs on them: stacks, missing build-ids, work. What issues count of them stays.</summary>
internal sealed class ExpiringTraces(ISqlDatabase views, ITraceStackIndex stacks) : IExpiringRows
{
    private const int RowsPerStep = 1_000;

    public RetentionKind Kind => RetentionKind.Traces;

    public async Task<Removed> CountAsync(string project, long beforeMs, CancellationToken cancellation) => new(
        (await views.QueryAsync(new SqlQuery("Traces.count_expired", project, beforeMs, IExpiringRows.MaxCounted), row => row.GetInt64(0), cancellation))[0], 0, 0);

    public async Task<RemovalStep> RemoveAsync(string project, long beforeMs, long nowMs, string after, CancellationToken cancellation)
    {
        var past = await views.QueryAsync(
            new SqlQuery("Traces.list_expired", project, beforeMs, RowsPerStep),
            row => new Past(row.GetInt64(0), row.GetInt32(1), row.GetInt64(2), row.GetInt32(3), row.GetString(4), row.GetString(5)),
            cancellation);

        // Stacks first: they lie elsewhere, and are found by the rows.
        var crashes = past.Where(row => row.CrashId.Length > 0).ToList();
        await stacks.DeleteAsync(project, crashes.Select(row => Guid.ParseExact(row.CrashId, "n")).ToHashSet(), cancellation);

        var removed = await views.TransactAsync(
            async transaction =>
            {
                await transaction.WriteAsync("Traces.delete_work", SqlColumn.Of(crashes, _ => project), SqlColumn.Of(crashes, row => row.CrashId));
                await transaction.ExecuteAsync(new SqlQuery("Traces.delete_lost_cores", project, beforeMs, TraceStore.Never));
                await MissingRows.DeleteAsync(transaction, crashes.Select(row => (project, row.CrashId, row.Missing)));
                await transaction.WriteAsync(
                    "Traces.delete_trace",
                    SqlColumn.Of(past, _ => project),
                    SqlColumn.Of(past, row => row.At),
                    SqlColumn.Of(past, row => row.Shard),
                    SqlColumn.Of(past, row => row.Position),
                    SqlColumn.Of(past, row => row.Index));
                var gone = new Removed(past.Count, 0, 0);
                await RetentionTotals.AddAsync(transaction, project, Kind, gone);
                return gone;
            },
            cancellation);
        return new RemovalStep(removed, past.Count == RowsPerStep ? after : null);
    }

    private readonly record struct Past(long At, int Shard, long Position, int Index, string CrashId, string Missing);
}
