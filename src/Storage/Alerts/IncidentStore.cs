using Fleet.Grains.Alerts;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Alerts;

/// <summary>Incidents, for people.</summary>
internal sealed class IncidentStore(ISqlDatabase views) : IIncidentStore
{
    public async Task<IReadOnlyList<Incident>> ListAsync(IncidentQuery query, int limit, CancellationToken cancellation) => await views.QueryAsync(
        new SqlQuery("Alerts.list_incidents", query.Project, query.BeforeId, query.Status is { } status ? (int)status : 0, query.AlertId ?? 0, query.Serial, limit), AlertRows.ReadIncident, cancellation);

    public async Task<Incident?> FindAsync(string project, long id, CancellationToken cancellation) =>
        (await views.QueryAsync(new SqlQuery("Alerts.find_incident", project, id), AlertRows.ReadIncident, cancellation)).FirstOrDefault();

    public async Task<IReadOnlyList<IncidentEntry>> TimelineAsync(string project, long id, CancellationToken cancellation) =>
        await views.QueryAsync(new SqlQuery("Alerts.list_timeline", project, id), AlertRows.ReadEntry, cancellation);

    public async Task<IReadOnlyList<IncidentEntry>> EntriesAsync(string project, long afterPosition, int limit, CancellationToken cancellation) =>
        await views.QueryAsync(new SqlQuery("Alerts.list_entries", project, afterPosition, limit), AlertRows.ReadEntry, cancellation);

    public async Task<long> PositionAsync(string project, CancellationToken cancellation) =>
        (await views.QueryAsync(new SqlQuery("Alerts.find_project", project), AlertProjectRow.Read, cancellation)).FirstOrDefault().Position;

    /// <summary>Durable: nothing tells it again.</summary>
    public Task<bool> AddAsync(string project, long id, IncidentEntryKind kind, string by, string text, long nowMs, CancellationToken cancellation) => views.TransactDurablyAsync(
        async transaction =>
        {
            var row = await AlertProjectRow.LockAsync(transaction, project);
            if ((await transaction.QueryAsync(new SqlQuery("Alerts.find_incident", project, id), AlertRows.ReadIncident)).Count == 0)
            {
                transaction.Abandon();
                return false;
            }

            if (kind == IncidentEntryKind.Acknowledged)
            {
                await transaction.ExecuteAsync(new SqlQuery("Alerts.acknowledge", project, id, by));
            }

            await transaction.WriteAsync("Alerts.insert_entry", AlertRows.ColumnsOf(project, [new IncidentEntry(row.Position + 1, id, kind, nowMs, by, text)]));
            await transaction.ExecuteAsync(new SqlQuery("Alerts.move_position", project, row.Incident, row.Position + 1));
            return true;
        },
        cancellation);
}
