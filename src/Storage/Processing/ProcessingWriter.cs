using Fleet.Grains.Processing;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Processing;

/// <summary>
/// Adds to processing logs and keeps each of them bounded: a device in a loop must not fill the disk with what was wrong with it.
/// </summary>
internal static class ProcessingWriter
{
    /// <summary>Lines kept of each project, the newest.</summary>
    public const int MaxEntries = 100_000;

    /// <summary>Lines above the bound before the oldest are removed, so that few transactions pay for it.</summary>
    public const int Slack = 1_000;

    /// <param name="transaction">Of a projection.</param>
    /// <param name="entries">To be added.</param>
    /// <param name="gone">How many entries were removed in the same transaction, by project.</param>
    public static async ValueTask WriteAsync(
        ISqlTransaction transaction, IReadOnlyCollection<ProcessingEntry> entries, IReadOnlyDictionary<string, int> gone)
    {
        if (entries.Count + gone.Count == 0)
        {
            return;
        }

        await transaction.WriteAsync(
            "Processing.insert_entry",
            SqlColumn.Of(entries, entry => entry.Project),
            SqlColumn.Of(entries, entry => entry.AtMs),
            SqlColumn.Of(entries, entry => entry.Shard),
            SqlColumn.Of(entries, entry => entry.Position),
            SqlColumn.Of(entries, entry => entry.Index),
            SqlColumn.Of(entries, entry => entry.Serial),
            SqlColumn.Of(entries, entry => entry.Number),
            SqlColumn.Of(entries, entry => entry.EntryType),
            SqlColumn.Of(entries, entry => entry.Code),
            SqlColumn.Of(entries, entry => entry.Reason));

        // In one order, so that two projections never wait for each other in a circle.
        foreach (var project in entries.Select(entry => entry.Project).Concat(gone.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            await CountAsync(transaction, project, entries.Count(entry => entry.Project == project) - gone.GetValueOrDefault(project));
        }
    }

    private static async ValueTask CountAsync(ISqlTransaction transaction, string project, int added)
    {
        var count = (await transaction.QueryAsync(new SqlQuery("Processing.count_entries", project, (long)added), row => row.GetInt64(0)))[0];
        if (count > MaxEntries + Slack)
        {
            var surplus = count - MaxEntries;
            await transaction.ExecuteAsync(new SqlQuery("Processing.prune_entries", project, surplus));
            await transaction.QueryAsync(new SqlQuery("Processing.count_entries", project, -surplus), row => row.GetInt64(0));
        }
    }
}
