using System.Data.Common;
using Fleet.Domain.Alerts;
using Fleet.Grains.Alerts;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Alerts;

/// <summary>Rows of the tables of alerts.</summary>
internal static class AlertRows
{
    /// <summary>When a timer runs out that is not set, and when an incident closed that is open.</summary>
    private const long Never = long.MaxValue;

    public static AlertDefinition ReadAlert(DbDataReader row) => new(
        row.GetInt32(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetInt64(5), row.GetInt64(6), row.GetInt32(7) != 0, row.GetInt64(8), row.GetInt64(9), row.GetInt64(10));

    public static SqlColumn[] ColumnsOf(string project, IReadOnlyList<AlertDefinition> alerts) =>
    [
        SqlColumn.Of(alerts, _ => project),
        SqlColumn.Of(alerts, alert => alert.Id),
        SqlColumn.Of(alerts, alert => alert.Name),
        SqlColumn.Of(alerts, alert => alert.Description),
        SqlColumn.Of(alerts, alert => alert.Condition),
        SqlColumn.Of(alerts, alert => alert.Scope),
        SqlColumn.Of(alerts, alert => alert.StartDelayMs),
        SqlColumn.Of(alerts, alert => alert.EndDelayMs),
        SqlColumn.Of(alerts, alert => alert.IsEnabled ? 1 : 0),
        SqlColumn.Of(alerts, alert => alert.CreatedAtMs),
        SqlColumn.Of(alerts, alert => alert.TestRevision),
        SqlColumn.Of(alerts, alert => alert.TestSinceMs),
    ];

    public static AlertTrack ReadTrack(DbDataReader row) => new(
        row.GetString(0),
        row.GetInt64(1),
        row.GetInt32(2),
        row.GetInt64(3),
        new AlertState((AlertPhase)row.GetInt32(4), row.GetInt64(5), row.GetInt64(6), row.GetInt64(7), row.GetInt64(8), (row.GetInt64(9), row.GetInt32(10)), row.GetInt32(11) != 0),
        TimeOf(row.GetInt64(12)));

    public static SqlColumn[] ColumnsOf(int shard, IReadOnlyCollection<AlertTrack> tracks) =>
    [
        SqlColumn.Of(tracks, _ => shard),
        SqlColumn.Of(tracks, track => track.Project),
        SqlColumn.Of(tracks, track => track.DeviceId),
        SqlColumn.Of(tracks, track => track.AlertId),
        SqlColumn.Of(tracks, track => track.TestRevision),
        SqlColumn.Of(tracks, track => (int)track.State.Phase),
        SqlColumn.Of(tracks, track => track.State.FirstMs),
        SqlColumn.Of(tracks, track => track.State.LastMs),
        SqlColumn.Of(tracks, track => track.State.LastReceivedMs),
        SqlColumn.Of(tracks, track => track.State.OpenedMs),
        SqlColumn.Of(tracks, track => track.State.By.Position),
        SqlColumn.Of(tracks, track => track.State.By.Index),
        SqlColumn.Of(tracks, track => track.State.IsBySilence ? 1 : 0),
        SqlColumn.Of(tracks, track => track.DueMs ?? Never),
    ];

    public static Incident ReadIncident(DbDataReader row) => new()
    {
        Project = row.GetString(0),
        Id = row.GetInt64(1),
        AlertId = row.GetInt32(2),
        TestRevision = row.GetInt64(3),
        Shard = row.GetInt32(4),
        DeviceId = row.GetInt64(5),
        Serial = row.GetString(6),
        Span = new IncidentSpan(row.GetInt64(7), row.GetInt64(8), row.GetInt64(9), TimeOf(row.GetInt64(10)), (row.GetInt64(11), row.GetInt32(12)), row.GetInt32(13) != 0),
        Status = (IncidentStatus)row.GetInt32(14),
        AcknowledgedBy = row.GetString(15),
    };

    public static SqlColumn[] ColumnsOf(IReadOnlyCollection<Incident> incidents) =>
    [
        SqlColumn.Of(incidents, incident => incident.Project),
        SqlColumn.Of(incidents, incident => incident.Id),
        SqlColumn.Of(incidents, incident => incident.AlertId),
        SqlColumn.Of(incidents, incident => incident.TestRevision),
        SqlColumn.Of(incidents, incident => incident.Shard),
        SqlColumn.Of(incidents, incident => incident.DeviceId),
        SqlColumn.Of(incidents, incident => incident.Serial),
        SqlColumn.Of(incidents, incident => incident.Span.FirstMs),
        SqlColumn.Of(incidents, incident => incident.Span.OpenedMs),
        SqlColumn.Of(incidents, incident => incident.Span.LastMs),
        SqlColumn.Of(incidents, incident => incident.Span.ClosedMs ?? Never),
        SqlColumn.Of(incidents, incident => incident.Span.OpenedBy.Position),
        SqlColumn.Of(incidents, incident => incident.Span.OpenedBy.Index),
        SqlColumn.Of(incidents, incident => incident.Span.IsBySilence ? 1 : 0),
        SqlColumn.Of(incidents, incident => (int)incident.Status),
        SqlColumn.Of(incidents, incident => incident.AcknowledgedBy),
    ];

    public static IncidentEntry ReadEntry(DbDataReader row) =>
        new(row.GetInt64(0), row.GetInt64(1), (IncidentEntryKind)row.GetInt32(2), row.GetInt64(3), row.GetString(4), row.GetString(5));

    public static SqlColumn[] ColumnsOf(string project, IReadOnlyCollection<IncidentEntry> entries) =>
    [
        SqlColumn.Of(entries, _ => project),
        SqlColumn.Of(entries, entry => entry.Position),
        SqlColumn.Of(entries, entry => entry.IncidentId),
        SqlColumn.Of(entries, entry => (int)entry.Kind),
        SqlColumn.Of(entries, entry => entry.AtMs),
        SqlColumn.Of(entries, entry => entry.By),
        SqlColumn.Of(entries, entry => entry.Text),
    ];

    private static long? TimeOf(long ms) => ms == Never ? null : ms;
}
