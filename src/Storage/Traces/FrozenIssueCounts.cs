using Fleet.Domain.Traces.Issues;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Traces;

/// <summary>What of the counts of issues stays when the read models are made anew and the front of the log is gone: days before a time, and all that counting again finds the same.</summary>
internal static class FrozenIssueCounts
{
    /// <summary>Partials of a step: a device set each, some kilobytes in a large fleet.</summary>
    private const int PartialsPerStep = 1_000;

    public static async ValueTask KeepAsync(ISqlTransaction transaction, long frozenBeforeMs)
    {
        var partials = await transaction.QueryAsync(
            new SqlQuery("Traces.list_partials"),
            row => KeyValuePair.Create(
                new PartialKey(row.GetString(0), row.GetInt64(1), row.GetString(2), row.GetString(3), row.GetInt32(4)), row.GetFieldValue<byte[]>(5)));
        foreach (var step in partials.Chunk(PartialsPerStep))
        {
            await PartialCounts.WritePartialsAsync(transaction, [.. step.Select(partial => KeyValuePair.Create(partial.Key, Kept(partial.Value, frozenBeforeMs)))]);
        }

        await transaction.ExecuteAsync(new SqlQuery("Traces.lock_mark"));
        await transaction.ExecuteAsync(new SqlQuery("Traces.clear_mark"));
    }

    private static IssueCounts Kept(byte[] stored, long frozenBeforeMs)
    {
        var counts = IssueCounts.Read(stored);
        counts.ForgetFrom(IssueCounts.DayOf(frozenBeforeMs));
        return counts;
    }
}
