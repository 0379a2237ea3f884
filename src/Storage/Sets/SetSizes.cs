using System.Data.Common;
using Fleet.Domain.Metrics;
using Fleet.Grains.Sets;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Sets;

/// <summary>How many devices sets have, and had in each hour.</summary>
internal static class SetSizes
{
    /// <param name="transaction">Holds the project's lock.</param>
    /// <param name="project">Whose sets.</param>
    /// <param name="atMs">When.</param>
    /// <param name="added">Members more, by set.</param>
    public static async ValueTask WriteAsync(ISqlTransaction transaction, string project, long atMs, Dictionary<int, long> added)
    {
        var sets = await transaction.QueryAsync(new SqlQuery("Sets.list_sets", project), SetRow.Read);
        var changed = sets.Where(s => added.ContainsKey(s.Definition.Id)).Select(s => (s.Definition.Id, Before: s, Size: s.Size + added[s.Definition.Id])).ToList();
        await transaction.WriteAsync(
            "Sets.set_size",
            SqlColumn.Of(changed, _ => project),
            SqlColumn.Of(changed, c => c.Id),
            SqlColumn.Of(changed, c => c.Size));

        // What a set has before it was filled for the first time is not its size.
        var recorded = changed.Where(c => c.Before.FilledRevision > 0).ToList();
        var start = Bucket.Containing(Resolution.Hour, atMs).StartMs;
        var hours = await HoursAsync(transaction, project, start, recorded.Select(c => (long)c.Id));
        await WriteAsync(transaction, project, recorded.Select(c =>
            (c.Id, (hours.TryGetValue(c.Id, out var hour) ? hour : DeviceSetSize.Carried(start, c.Before.Size)).Changed(atMs, c.Size))));
    }

    public static ValueTask BeginAsync(ISqlTransaction transaction, string project, int setId, long atMs, long size) =>
        WriteAsync(transaction, project, [(setId, DeviceSetSize.First(Bucket.Containing(Resolution.Hour, atMs).StartMs, atMs, size))]);

    public static DeviceSetSize Read(DbDataReader row) => new(
        row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6), row.GetInt64(7));

    private static async ValueTask<Dictionary<int, DeviceSetSize>> HoursAsync(
        ISqlTransaction transaction, string project, long startMs, IEnumerable<long> setIds) =>
        (await transaction.QueryAsync(new SqlQuery("Sets.load_hour", project, startMs, setIds.ToArray()), row => (Id: row.GetInt32(0), Size: Read(row))))
        .ToDictionary(row => row.Id, row => row.Size);

    private static ValueTask WriteAsync(ISqlTransaction transaction, string project, IEnumerable<(int SetId, DeviceSetSize Size)> sizes)
    {
        var rows = sizes.ToList();
        return transaction.WriteAsync(
            "Sets.upsert_hour",
            SqlColumn.Of(rows, _ => project),
            SqlColumn.Of(rows, r => r.SetId),
            SqlColumn.Of(rows, r => r.Size.StartMs),
            SqlColumn.Of(rows, r => r.Size.FirstAtMs),
            SqlColumn.Of(rows, r => r.Size.Min),
            SqlColumn.Of(rows, r => r.Size.Max),
            SqlColumn.Of(rows, r => r.Size.Last),
            SqlColumn.Of(rows, r => r.Size.LastAtMs),
            SqlColumn.Of(rows, r => r.Size.Area));
    }
}
