using Fleet.Domain.Traces.Issues;
using Fleet.Grains.Traces;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Traces;

/// <summary>
/// A shard's counts that one transaction changes: read when they are first needed, written at its end. Whoever uses it holds the shard's checkpoint, so nobody else
/// changes them meanwhile.
/// </summary>
internal sealed class PartialCounts(ISqlTransaction transaction)
{
    private readonly Dictionary<PartialKey, IssueCounts> _changed = [];

    /// <summary>Null for a trace that is in no issue.</summary>
    public static PartialKey? KeyOf(TraceRow row) =>
        row.Issue == 0 ? null : new PartialKey(row.Project, row.Issue, row.SoftwareType, row.SoftwareVersion, row.Cursor.Shard);

    public async ValueTask<IssueCounts> GetAsync(PartialKey key)
    {
        if (!_changed.TryGetValue(key, out var counts))
        {
            var stored = await transaction.QueryAsync(
                new SqlQuery("Traces.load_partial", key.Project, key.Issue, key.SoftwareType, key.SoftwareVersion, key.Shard), row => row.GetFieldValue<byte[]>(0));
            counts = stored.Count == 0 ? new IssueCounts() : IssueCounts.Read(stored[0]);
            _changed.Add(key, counts);
        }

        return counts;
    }

    /// <summary>Writes them and raises the marks of their issues, last: on PostgreSQL these are where the shards meet.</summary>
    public async ValueTask WriteAsync()
    {
        await WritePartialsAsync(transaction, [.. _changed.Where(c => !c.Value.IsEmpty)]);
        PartialKey[] empty = [.. _changed.Where(c => c.Value.IsEmpty).Select(c => c.Key)];
        await transaction.WriteAsync(
            "Traces.delete_partial",
            SqlColumn.Of(empty, key => key.Project),
            SqlColumn.Of(empty, key => key.Issue),
            SqlColumn.Of(empty, key => key.SoftwareType),
            SqlColumn.Of(empty, key => key.SoftwareVersion),
            SqlColumn.Of(empty, key => key.Shard));
        await IssueMarkRows.TouchAsync(transaction, _changed.Keys.Select(key => (key.Project, key.Issue)));
    }

    public static ValueTask WritePartialsAsync(ISqlTransaction transaction, IReadOnlyCollection<KeyValuePair<PartialKey, IssueCounts>> counts) => transaction.WriteAsync(
        "Traces.upsert_partial",
        SqlColumn.Of(counts, c => c.Key.Project),
        SqlColumn.Of(counts, c => c.Key.Issue),
        SqlColumn.Of(counts, c => c.Key.SoftwareType),
        SqlColumn.Of(counts, c => c.Key.SoftwareVersion),
        SqlColumn.Of(counts, c => c.Key.Shard),
        SqlColumn.Of(counts, c => c.Value.ToArray()));
}
