using Fleet.Grains.Traces;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Traces;

/// <summary>Traces that were placed again, in the transaction with the counts that they move.</summary>
internal sealed class TraceRegrouping(ISqlDatabase views) : ITraceRegrouping
{
    public Task<int> MoveAsync(string project, IReadOnlyCollection<RegroupedTrace> traces, CancellationToken cancellation) => views.TransactAsync(
        async transaction =>
        {
            // In order, so that two of these do not wait for each other in a circle.
            foreach (var shard in traces.Select(t => t.Cursor.Shard).Distinct().Order())
            {
                await transaction.QueryAsync(new SqlQuery("Traces.lock_shard", shard), _ => true);
            }

            var move = new TraceMove(transaction);
            var moved = 0;
            foreach (var trace in traces)
            {
                moved += await move.RegroupAsync(project, trace) ? 1 : 0;
            }

            await move.WriteCountsAsync();
            return moved;
        },
        cancellation);
}
