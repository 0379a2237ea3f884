using Fleet.Grains.Observations;
using Fleet.Grains.Traces;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Traces;

/// <summary>Lists of traces. Each of several issues is a run of its own in the index, so that no query reads more rows than it must.</summary>
internal sealed class TraceRows(ISqlDatabase views) : ITraceRows
{
    public async Task<IReadOnlyList<TraceRow>> ListAsync(TraceQuery query, CancellationToken cancellation)
    {
        // The place just behind the newest of the range, unless the cursor is further on.
        var end = new ObservationCursor(query.ToMs, int.MinValue, long.MinValue, int.MinValue);
        var before = query.Before is { } cursor && cursor.CompareTo(end) < 0 ? cursor : end;
        object[] filter =
        [
            query.Class, query.SoftwareType, query.SoftwareVersion, query.Hardware,
            query.Kinds.Select(kind => (long)kind).ToArray(), query.Stages.Select(stage => (long)stage).ToArray(),
        ];
        if (query.Serial is { } serial)
        {
            var found = await views.QueryAsync(new SqlQuery("Traces.find_device_id", query.Project, serial), row => row.GetInt64(0), cancellation);
            return found.Count == 0 ? [] : await views.QueryAsync(
                new SqlQuery(
                    "Traces.list_traces_of_device",
                    [found[0], query.FromMs, before.CapturedAtMs, before.Position, before.Index, .. filter, query.Issues.ToArray(), query.Limit]),
                TraceColumns.Read,
                cancellation);
        }

        object[] range = [query.FromMs, before.CapturedAtMs, before.Shard, before.Position, before.Index, .. filter, query.Limit];
        if (query.Issues.Count == 0)
        {
            return await views.QueryAsync(new SqlQuery("Traces.list_traces", [query.Project, .. range]), TraceColumns.Read, cancellation);
        }

        var rows = new List<TraceRow>();
        foreach (var issue in query.Issues)
        {
            rows.AddRange(await views.QueryAsync(new SqlQuery("Traces.list_traces_of_issue", [query.Project, issue, .. range]), TraceColumns.Read, cancellation));
        }

        return [.. rows.OrderByDescending(row => row.Cursor).Take(query.Limit)];
    }

    public async Task<TraceRow?> FindAsync(string project, Guid crashId, CancellationToken cancellation) =>
        await WithNamesAsync((await views.QueryAsync(new SqlQuery("Traces.find_by_crash", project, TraceColumns.Id(crashId)), TraceColumns.Read, cancellation)).FirstOrDefault(), cancellation);

    public async Task<TraceRow?> FindAsync(string project, ObservationCursor cursor, CancellationToken cancellation) => await WithNamesAsync(
        (await views.QueryAsync(
            new SqlQuery("Traces.find_by_cursor", project, cursor.CapturedAtMs, cursor.Shard, cursor.Position, cursor.Index), TraceColumns.Read, cancellation)).FirstOrDefault(),
        cancellation);

    public async Task<IReadOnlyList<MissingSymbolFile>> MissingAsync(string project, int limit, CancellationToken cancellation) => await views.QueryAsync(
        new SqlQuery("Traces.list_missing", project, limit),
        row => new MissingSymbolFile(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4)),
        cancellation);

    private async Task<TraceRow?> WithNamesAsync(TraceRow? row, CancellationToken cancellation)
    {
        if (row is not { Missing.Count: > 0 })
        {
            return row;
        }

        var named = new List<MissingModule>(row.Missing.Count);
        foreach (var module in row.Missing)
        {
            var names = await views.QueryAsync(new SqlQuery("Traces.name_missing", row.Project, module.BuildId, TraceColumns.Id(row.CrashId)), r => r.GetString(1), cancellation);
            named.Add(module with { Name = names.FirstOrDefault("") });
        }

        return row with { Missing = named };
    }
}
