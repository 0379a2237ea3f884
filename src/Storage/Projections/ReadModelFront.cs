using Fleet.Grains.EventLog;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Projections;

/// <summary>What the read models know of the front of the log, beside their checkpoints.</summary>
internal sealed class ReadModelFront(ISqlDatabase views) : IReadModelFront
{
    public Task<bool> ReleaseAsync(int shard, long upTo, long beforeMs, CancellationToken cancellation) => views.TransactDurablyAsync(
        async transaction =>
        {
            // The front before the checkpoints, as whoever makes the read models anew takes them: that may set these back.
            await transaction.ExecuteAsync(new SqlQuery("Projections.raise_front", shard, upTo, beforeMs));
            var has = (await transaction.QueryAsync(new SqlQuery("Projections.has_rows", shard, upTo), row => row.GetInt64(0)))[0] > 0;
            if (!has)
            {
                transaction.Abandon();
            }

            return has;
        },
        cancellation);
}
