using System.Data.Common;
using Fleet.Domain.Traces;
using Fleet.Domain.Traces.Grouping;
using Fleet.Grains.Observations;
using Fleet.Grains.Traces;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Traces;

/// <summary>The work list, beside the traces.</summary>
internal sealed class TraceWorkList(ISqlDatabase views) : ITraceWorkList
{
    public Task<IReadOnlyList<TakenTrace>> TakeAsync(int shard, long nowMs, long untilMs, int limit, CancellationToken cancellation) => views.TransactAsync(
        async transaction =>
        {
            // A device that used an id twice has two rows; any of them will do.
            var due = (await transaction.QueryAsync(new SqlQuery("Traces.list_due", shard, nowMs, limit), Read)).DistinctBy(t => (t.Project, t.CrashId)).ToList();
            var taken = new List<TakenTrace>(due.Count);
            foreach (var one in due)
            {
                if (await transaction.ExecuteAsync(new SqlQuery("Traces.take_work", one.Project, TraceColumns.Id(one.CrashId), one.Tries, untilMs)) > 0)
                {
                    taken.Add(one with { Tries = one.Tries + 1 });
                }
            }

            return (IReadOnlyList<TakenTrace>)taken;
        },
        cancellation);

    public async Task<IReadOnlyList<int>> DueShardsAsync(long nowMs, CancellationToken cancellation) =>
        await views.QueryAsync(new SqlQuery("Traces.due_shards", nowMs), row => row.GetInt32(0), cancellation);

    public async Task<TraceWorkload> LoadAsync(string project, long nowMs, CancellationToken cancellation) => (await views.QueryAsync(
        new SqlQuery("Traces.count_work", project, nowMs, TraceStore.Never),
        row => new TraceWorkload(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)),
        cancellation))[0];

    public Task<bool> FinishAsync(TakenTrace taken, FinishedTrace finished, CancellationToken cancellation) =>
        EndAsync(taken, transaction => new TraceMove(transaction).RunAsync(taken, finished), cancellation);

    public Task<bool> EndAsync(TakenTrace taken, TraceStage stage, CancellationToken cancellation) => EndAsync(
        taken,
        async transaction => await transaction.ExecuteAsync(new SqlQuery("Traces.set_state", taken.Project, TraceColumns.Id(taken.CrashId), taken.DeviceId, (int)stage)),
        cancellation);

    public Task<bool> PostponeAsync(TakenTrace taken, long dueMs, bool isTry, CancellationToken cancellation) => views.TransactAsync(
        async transaction =>
            await transaction.ExecuteAsync(new SqlQuery("Traces.postpone_work", taken.Project, TraceColumns.Id(taken.CrashId), taken.Tries, dueMs, isTry ? 0 : 1)) > 0,
        cancellation);

    public Task<bool> AgainAsync(string project, Guid crashId, long nowMs, string reason, CancellationToken cancellation) => views.TransactAsync(
        async transaction => await EnqueueAsync(transaction, new SqlQuery("Traces.again", project, TraceColumns.Id(crashId), nowMs, reason)) > 0, cancellation);

    public Task<int> EnqueueNewestAsync(string project, string buildId, int newest, long dueMs, string reason, CancellationToken cancellation) => views.TransactAsync(
        transaction => EnqueueAsync(transaction, new SqlQuery("Traces.enqueue_newest", project, buildId, newest, dueMs, reason, TraceStore.Never)), cancellation);

    public Task<string?> EnqueueOthersAsync(
        string project, string buildId, string after, int limit, long dueMs, string reason, CancellationToken cancellation) => views.TransactAsync(
            async transaction =>
            {
                var lacking = await transaction.QueryAsync(new SqlQuery("Traces.list_lacking", project, buildId, after, limit), row => row.GetString(0));
                await EnqueueAsync(transaction, new SqlQuery("Traces.enqueue_others", project, buildId, lacking.ToArray(), dueMs, reason));
                return lacking.Count == limit ? lacking[^1] : null;
            },
            cancellation);

    private Task<bool> EndAsync(TakenTrace taken, Func<ISqlTransaction, ValueTask<int>> change, CancellationToken cancellation) => views.TransactAsync(
        async transaction =>
        {
            await transaction.QueryAsync(new SqlQuery("Traces.lock_shard", taken.Shard), _ => true);
            if (await transaction.ExecuteAsync(new SqlQuery("Traces.end_work", taken.Project, TraceColumns.Id(taken.CrashId), taken.Tries)) == 0)
            {
                transaction.Abandon();
                return false;
            }

            await change(transaction);
            return true;
        },
        cancellation);

    private static async ValueTask<int> EnqueueAsync(ISqlTransaction transaction, SqlQuery query)
    {
        var crashes = await transaction.QueryAsync(query, row => new CrashKey(row.GetString(0), row.GetString(1), row.GetInt64(2)));
        await CrashKey.MarkWaitingAsync(transaction, crashes);
        return crashes.Count;
    }

    private static TakenTrace Read(DbDataReader row) => new(
        row.GetString(0),
        Guid.ParseExact(row.GetString(1), "n"),
        row.GetInt32(2),
        row.GetInt64(13),
        row.GetString(12),
        row.GetInt32(3),
        row.GetInt64(4) != 0,
        row.GetString(5),
        new ObservationCursor(row.GetInt64(6), row.GetInt32(2), row.GetInt64(7), row.GetInt32(8)),
        row.GetString(9),
        row.GetString(10),
        SignatureList.Parse(row.GetString(11)));
}
