using System.Data.Common;
using Fleet.Grains.Issues;
using Fleet.Storage.EventLog;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Issues;

/// <summary>Events of issues, beside the event log. The row of a project's head fences: of two writers that know the same sequence, one changes it.</summary>
internal sealed class IssueEventStore(ISqlDatabase log) : IIssueEventStore
{
    public Task<bool> AppendAsync(string project, long after, IReadOnlyList<NewIssueBatch> batches, CancellationToken cancellation) => log.TransactAsync(
        async transaction =>
        {
            if (await transaction.ExecuteAsync(new SqlQuery("Issues.advance_head", project, after, after + batches.Count)) == 0)
            {
                transaction.Abandon();
                return false;
            }

            var numbered = batches.Select((batch, i) => (Sequence: after + 1 + i, Batch: batch)).ToList();
            await transaction.WriteAsync(
                "Issues.insert_event",
                SqlColumn.Of(numbered, _ => project),
                SqlColumn.Of(numbered, n => n.Sequence),
                SqlColumn.Of(numbered, n => n.Batch.Format),
                SqlColumn.Of(numbered, n => n.Batch.Payload));
            var changes = numbered.SelectMany(n => n.Batch.Issues, (n, issue) => (n.Sequence, Issue: issue)).ToList();
            await transaction.WriteAsync(
                "Issues.insert_change", SqlColumn.Of(changes, _ => project), SqlColumn.Of(changes, c => c.Issue), SqlColumn.Of(changes, c => c.Sequence));
            return true;
        },
        cancellation);

    public async Task<StoredIssues> LoadAsync(string project, CancellationToken cancellation)
    {
        var (stored, isDamaged) = await LoadAsync(project, 0, cancellation);
        if (!isDamaged)
        {
            return stored;
        }

        StorageInstruments.DamagedSnapshots.Add(1);
        return (await LoadAsync(project, 1, cancellation)).Stored;
    }

    public async Task SaveSnapshotAsync(string project, IssueSnapshot snapshot, CancellationToken cancellation)
    {
        var checksum = SnapshotChecksum.Of(snapshot.Sequence, snapshot.Format, snapshot.Payload);
        await log.TransactAsync(
            transaction => transaction.ExecuteAsync(new SqlQuery("Issues.save_snapshot", project, snapshot.Sequence, snapshot.Format, snapshot.Payload, checksum)), cancellation);
    }

    public async Task<long> HeadAsync(string project, CancellationToken cancellation) =>
        (await log.QueryAsync(new SqlQuery("Issues.find_head", project), row => row.GetInt64(0), cancellation)).FirstOrDefault();

    public async Task<IReadOnlyList<StoredIssueBatch>> ReadAsync(string project, long after, int limit, CancellationToken cancellation) =>
        await log.QueryAsync(new SqlQuery("Issues.read_events", project, after, limit), Read, cancellation);

    public async Task<IReadOnlyList<StoredIssueBatch>> HistoryAsync(string project, long issue, long before, int limit, CancellationToken cancellation) =>
        await log.QueryAsync(new SqlQuery("Issues.list_changes", project, issue, before, limit), Read, cancellation);

    private static StoredIssueBatch Read(DbDataReader row) => new(row.GetInt64(0), row.GetInt32(1), row.GetFieldValue<byte[]>(2));

    /// <summary>Head and snapshot are the first row, the batches behind it the others: one statement, so that all is of the same moment.</summary>
    private async Task<(StoredIssues Stored, bool IsDamaged)> LoadAsync(string project, int isBehindSnapshot, CancellationToken cancellation)
    {
        var rows = await log.QueryAsync(
            new SqlQuery("Issues.load_history", project, isBehindSnapshot),
            row => (
                Sequence: row.GetInt64(1),
                Base: row.GetInt64(2),
                Format: row.IsDBNull(3) ? 0 : row.GetInt32(3),
                Payload: row.IsDBNull(4) ? null : row.GetFieldValue<byte[]>(4),
                Checksum: row.IsDBNull(5) ? 0 : row.GetInt64(5)),
            cancellation);
        if (rows.Count == 0)
        {
            return (new StoredIssues(0, null, []), IsDamaged: false);
        }

        var head = rows[0];
        var snapshot = head.Payload is null ? null : new IssueSnapshot(head.Base, head.Format, head.Payload);
        var stored = new StoredIssues(head.Sequence, snapshot, [.. rows.Skip(1).Select(row => new StoredIssueBatch(row.Sequence, row.Format, row.Payload!))]);
        return (stored, snapshot is not null && head.Checksum != SnapshotChecksum.Of(snapshot.Sequence, snapshot.Format, snapshot.Payload));
    }
}
