using Fleet.Grains.Traces;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Traces;

/// <summary>Which crashes lack which file.</summary>
internal static class MissingRows
{
    public static ValueTask InsertAsync(ISqlTransaction transaction, IReadOnlyCollection<TraceRow> rows)
    {
        var missing = rows.Where(row => row.CrashId is not null).SelectMany(row => row.Missing.Select(module => (Row: row, Module: module))).ToList();
        return transaction.WriteAsync(
            "Traces.insert_missing",
            SqlColumn.Of(missing, m => m.Row.Project),
            SqlColumn.Of(missing, m => m.Module.BuildId),
            SqlColumn.Of(missing, m => TraceColumns.Id(m.Row.CrashId)),
            SqlColumn.Of(missing, m => m.Row.DeviceId),
            SqlColumn.Of(missing, m => m.Module.Name),
            SqlColumn.Of(missing, m => m.Row.Cursor.CapturedAtMs));
    }

    /// <param name="transaction">That it is part of.</param>
    /// <param name="crashes">And the column <c>missing</c> of each.</param>
    public static ValueTask DeleteAsync(ISqlTransaction transaction, IEnumerable<(string Project, string CrashId, string Missing)> crashes)
    {
        var missing = crashes.SelectMany(c => TraceColumns.Split(c.Missing).Select(id => (c.Project, BuildId: id, c.CrashId))).ToList();
        return transaction.WriteAsync(
            "Traces.delete_missing", SqlColumn.Of(missing, m => m.Project), SqlColumn.Of(missing, m => m.BuildId), SqlColumn.Of(missing, m => m.CrashId));
    }
}
