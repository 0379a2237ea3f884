using System.Data.Common;
using Fleet.Domain.Traces;
using Fleet.Domain.Traces.Grouping;
using Fleet.Grains.Observations;
using Fleet.Grains.Traces;
using Fleet.Protocol.Sync;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Traces;

/// <summary>Rows of <c>trace</c>, in the order of its columns.</summary>
internal static class TraceColumns
{
    private const int SerialAt = 19;

    public static string Id(Guid? crash) => crash?.ToString("n") ?? "";

    /// <summary>Build-ids, a space between two; names of modules are in <c>trace_missing</c>.</summary>
    public static string Ids(IEnumerable<MissingModule> missing) => string.Join(' ', missing.Select(m => m.BuildId));

    public static string[] Split(string ids) => ids.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public static SqlColumn[] Of(IReadOnlyCollection<TraceRow> rows) =>
    [
        SqlColumn.Of(rows, row => row.Project),
        SqlColumn.Of(rows, row => row.Cursor.CapturedAtMs),
        SqlColumn.Of(rows, row => row.Cursor.Shard),
        SqlColumn.Of(rows, row => row.Cursor.Position),
        SqlColumn.Of(rows, row => row.Cursor.Index),
        SqlColumn.Of(rows, row => row.DeviceId),
        SqlColumn.Of(rows, row => row.Ordinal),
        SqlColumn.Of(rows, row => row.SoftwareType),
        SqlColumn.Of(rows, row => row.SoftwareVersion),
        SqlColumn.Of(rows, row => row.Hardware),
        SqlColumn.Of(rows, row => (int)row.Kind),
        SqlColumn.Of(rows, row => Id(row.CrashId)),
        SqlColumn.Of(rows, row => row.Issue),
        SqlColumn.Of(rows, row => SignatureList.Format(row.Signatures)),
        SqlColumn.Of(rows, row => row.Exact),
        SqlColumn.Of(rows, row => (int)row.Stage),
        SqlColumn.Of(rows, row => row.Class),
        SqlColumn.Of(rows, row => row.Title),
        SqlColumn.Of(rows, row => Ids(row.Missing)),
    ];

    public static TraceRow Read(DbDataReader row) => new()
    {
        Project = row.GetString(0),
        Cursor = new ObservationCursor(row.GetInt64(1), row.GetInt32(2), row.GetInt64(3), row.GetInt32(4)),
        DeviceId = row.GetInt64(5),
        Ordinal = row.GetInt32(6),
        SoftwareType = row.GetString(7),
        SoftwareVersion = row.GetString(8),
        Hardware = row.GetString(9),
        Kind = (EntryType)row.GetInt32(10),
        CrashId = row.GetString(11) is { Length: > 0 } id ? Guid.ParseExact(id, "n") : null,
        Issue = row.GetInt64(12),
        Signatures = SignatureList.Parse(row.GetString(13)),
        Exact = row.GetString(14),
        Stage = (TraceStage)row.GetInt32(15),
        Class = row.GetString(16),
        Title = row.GetString(17),
        Missing = [.. Split(row.GetString(18)).Select(buildId => new MissingModule(buildId, ""))],
        Serial = row.FieldCount > SerialAt ? row.GetString(SerialAt) : "",
    };
}
