using Fleet.Domain.Traces;
using Fleet.Domain.Traces.Grouping;
using Fleet.Grains.Traces;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Traces;

/// <summary>
/// Puts what was made of a crash in the place of what its row said, and moves the row's count where its new issue is another. Its device leaves the issue before when no
/// other row of it is there.
/// </summary>
internal sealed class TraceMove(ISqlTransaction transaction)
{
    private readonly PartialCounts _partials = new(transaction);

    /// <returns>Rows that changed: none when the device or the trace has gone meanwhile.</returns>
    public async ValueTask<int> RunAsync(TakenTrace taken, FinishedTrace finished)
    {
        var crash = TraceColumns.Id(taken.CrashId);
        var rows = await transaction.QueryAsync(new SqlQuery("Traces.find_crash_rows", taken.Project, crash, taken.DeviceId), TraceColumns.Read);
        await MissingRows.DeleteAsync(transaction, rows.Select(row => (row.Project, crash, TraceColumns.Ids(row.Missing))));
        var moved = new List<(TraceRow Before, TraceRow Now)>(rows.Count);
        foreach (var before in rows)
        {
            var now = before with
            {
                Issue = finished.Issue,
                Signatures = finished.Signatures,
                Exact = finished.Exact,
                Stage = TraceStage.Symbolicated,
                Class = finished.Class,
                Title = finished.Title,
                Missing = finished.Missing,
            };
            await UpdateAsync(now);
            moved.Add((before, now));
        }

        await MissingRows.InsertAsync(transaction, [.. moved.Select(m => m.Now)]);
        foreach (var (before, now) in moved.Where(m => m.Before.Issue != m.Now.Issue))
        {
            await MoveAsync(before, now);
        }

        await _partials.WriteAsync();
        return rows.Count;
    }

    /// <summary>Puts a trace where other rules have it. Counts are written by <see cref="WriteCountsAsync"/>.</summary>
    /// <returns>False when the trace has gone, or has other signatures than it had.</returns>
    public async ValueTask<bool> RegroupAsync(string project, RegroupedTrace trace)
    {
        var at = trace.Cursor;
        var found = await transaction.QueryAsync(new SqlQuery("Traces.find_by_cursor", project, at.CapturedAtMs, at.Shard, at.Position, at.Index), TraceColumns.Read);
        if (found is not [var before] || !before.Signatures.SequenceEqual(trace.Before))
        {
            return false;
        }

        var now = before with { Issue = trace.Issue, Signatures = trace.Signatures, Exact = trace.Exact, Title = trace.Title };
        await transaction.ExecuteAsync(new SqlQuery(
            "Traces.regroup_trace", project, at.CapturedAtMs, at.Shard, at.Position, at.Index, now.Issue, SignatureList.Format(now.Signatures), now.Exact, now.Title));
        if (before.Issue != now.Issue)
        {
            await MoveAsync(before, now);
        }

        return true;
    }

    public ValueTask WriteCountsAsync() => _partials.WriteAsync();

    private async ValueTask UpdateAsync(TraceRow row)
    {
        var columns = TraceColumns.Of([row]);
        object Value(int column) => columns[column].At(0);
        await transaction.ExecuteAsync(new SqlQuery(
            "Traces.update_trace", Value(0), Value(1), Value(2), Value(3), Value(4), Value(12), Value(13), Value(14), Value(16), Value(17), Value(18)));
    }

    private async ValueTask MoveAsync(TraceRow before, TraceRow now)
    {
        var at = before.Cursor.CapturedAtMs;
        if (PartialCounts.KeyOf(now) is { } to)
        {
            (await _partials.GetAsync(to)).Add(at, now.Cursor.Shard, (uint)now.Ordinal);
        }

        if (PartialCounts.KeyOf(before) is not { } from)
        {
            return;
        }

        var counts = await _partials.GetAsync(from);
        counts.Remove(at);
        var others = await transaction.QueryAsync(
            new SqlQuery("Traces.has_trace", before.DeviceId, before.Issue, before.SoftwareType, before.SoftwareVersion), _ => true);
        if (others.Count == 0)
        {
            counts.Leave(before.Cursor.Shard, (uint)before.Ordinal);
        }

        if (at == counts.FirstAtMs || at == counts.LastAtMs)
        {
            // Of rows that have expired the times stay.
            var first = at == counts.FirstAtMs ? await FindAsync("Traces.find_first", from) ?? counts.FirstAtMs : counts.FirstAtMs;
            var last = at == counts.LastAtMs ? await FindAsync("Traces.find_last", from) ?? counts.LastAtMs : counts.LastAtMs;
            counts.SetSpan(first, last);
        }
    }

    private async ValueTask<long?> FindAsync(string statement, PartialKey key) =>
        (await transaction.QueryAsync(new SqlQuery(statement, key.Project, key.Issue, key.SoftwareType, key.SoftwareVersion, key.Shard), row => (long?)row.GetInt64(0))).FirstOrDefault();
}
