using System.Data.Common;
using Fleet.Grains.Processing;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Processing;

/// <summary>Reads processing logs.</summary>
internal sealed class ProcessingLog(ISqlDatabase views) : IProcessingLog
{
    private static readonly ProcessingCursor End = new(long.MaxValue, int.MaxValue, long.MaxValue, int.MaxValue);

    public async Task<IReadOnlyList<ProcessingEntry>> ListAsync(
        string project, string? serial, ProcessingCursor? before, int limit, CancellationToken cancellation)
    {
        var cursor = before ?? End;
        object[] values = [project, cursor.AtMs, cursor.Shard, cursor.Position, cursor.Index, limit];
        var query = serial is null
            ? new SqlQuery("Processing.list_entries", values)
            : new SqlQuery("Processing.list_entries_of_device", [.. values, serial]);
        return await views.QueryAsync(query, row => Read(project, row), cancellation);
    }

    private static ProcessingEntry Read(string project, DbDataReader row) => new(
        project,
        row.GetInt64(0),
        row.GetInt32(1),
        row.GetInt64(2),
        row.GetInt32(3),
        row.GetString(4),
        row.GetInt64(5),
        row.GetInt32(6),
        row.GetInt32(7),
        row.GetString(8));
}
