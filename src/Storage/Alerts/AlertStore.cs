using Fleet.Grains.Alerts;
using Fleet.Grains.Metrics;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Alerts;

/// <summary>Alerts, where they stand with devices, and incidents, beside the read models.</summary>
internal sealed class AlertStore(ISqlDatabase views) : IAlertStore
{
    public Task<long> PublishAsync(string project, long revision, IReadOnlyList<AlertDefinition> alerts, CancellationToken cancellation) => views.TransactAsync(
        async transaction =>
        {
            var row = await AlertProjectRow.LockAsync(transaction, project);
            if (row.Revision >= revision)
            {
                return row.Revision;
            }

            await transaction.ExecuteAsync(new SqlQuery("Alerts.delete_alerts", project));
            await transaction.WriteAsync("Alerts.insert_alert", AlertRows.ColumnsOf(project, alerts));
            await transaction.ExecuteAsync(new SqlQuery("Alerts.set_revision", project, revision));
            return revision;
        },
        cancellation);

    public async Task<StoredAlerts> LoadAsync(string project, CancellationToken cancellation)
    {
        // The revision first: should definitions change in between, what is worked out with them is refused.
        var found = await views.QueryAsync(new SqlQuery("Alerts.find_project", project), AlertProjectRow.Read, cancellation);
        return new StoredAlerts(found.FirstOrDefault().Revision, await views.QueryAsync(new SqlQuery("Alerts.list_alerts", project), AlertRows.ReadAlert, cancellation));
    }

    public async Task<IReadOnlyDictionary<string, long>> RevisionsAsync(CancellationToken cancellation) =>
        (await views.QueryAsync(new SqlQuery("Alerts.list_revisions"), row => (Project: row.GetString(0), Revision: row.GetInt64(1)), cancellation))
        .ToDictionary(row => row.Project, row => row.Revision, StringComparer.Ordinal);

    public async Task<AlertCheckpoint> LoadCheckpointAsync(int shard, CancellationToken cancellation) =>
        (await views.QueryAsync(new SqlQuery("Alerts.load_checkpoint", shard), row => new AlertCheckpoint(row.GetInt64(0), row.GetInt64(1)), cancellation)).FirstOrDefault();

    public async Task<IReadOnlyList<AlertTrack>> TracksAsync(IReadOnlyCollection<long> deviceIds, CancellationToken cancellation) =>
        await views.QueryAsync(new SqlQuery("Alerts.list_tracks", (object)deviceIds.ToArray()), AlertRows.ReadTrack, cancellation);

    public async Task<IReadOnlyList<Incident>> OpenAsync(IReadOnlyCollection<long> deviceIds, CancellationToken cancellation) =>
        await views.QueryAsync(new SqlQuery("Alerts.list_open", (object)deviceIds.ToArray()), AlertRows.ReadIncident, cancellation);

    public async Task<IReadOnlyList<Incident>> KnownAsync(long deviceId, IReadOnlyCollection<int> alertIds, long fromMs, CancellationToken cancellation) =>
        await views.QueryAsync(new SqlQuery("Alerts.list_known", deviceId, fromMs, Longs(alertIds)), AlertRows.ReadIncident, cancellation);

    public async Task<IReadOnlyList<(long DeviceId, int AlertId)>> SinceAsync(IReadOnlyCollection<(long DeviceId, long FromMs)> since, CancellationToken cancellation) =>
        await views.QueryAsync(
            new SqlQuery("Alerts.list_since", since.Select(s => s.DeviceId).ToArray(), since.Select(s => s.FromMs).ToArray()), row => (row.GetInt64(0), row.GetInt32(1)), cancellation);

    public async Task<IReadOnlyList<(long DeviceId, ReportCursor Cursor)>> LateAsync(IReadOnlyCollection<(long DeviceId, ReportCursor Cursor)> reports, CancellationToken cancellation) =>
        reports.Count == 0 ? [] : await views.QueryAsync(
            new SqlQuery(
                "Alerts.list_late",
                reports.Select(r => r.DeviceId).ToArray(),
                reports.Select(r => r.Cursor.CapturedAtMs).ToArray(),
                reports.Select(r => r.Cursor.Position).ToArray(),
                reports.Select(r => (long)r.Cursor.Index).ToArray()),
            row => (row.GetInt64(0), new ReportCursor(row.GetInt64(1), row.GetInt64(2), (int)row.GetInt64(3))),
            cancellation);

    public async Task<IReadOnlyList<AlertTrack>> DueAsync(int shard, long nowMs, int limit, CancellationToken cancellation) =>
        await views.QueryAsync(new SqlQuery("Alerts.list_due", shard, nowMs, limit), AlertRows.ReadTrack, cancellation);

    public async Task<(IReadOnlyList<AlertTrack> Tracks, IReadOnlyList<Incident> Open)> StaleAsync(
        int shard, string project, IReadOnlyDictionary<int, long> revisions, int limit, CancellationToken cancellation)
    {
        var (alerts, tests) = (Longs(revisions.Keys), revisions.Values.ToArray());
        return (
            await views.QueryAsync(new SqlQuery("Alerts.list_stale_tracks", shard, project, alerts, tests, limit), AlertRows.ReadTrack, cancellation),
            await views.QueryAsync(new SqlQuery("Alerts.list_stale_open", shard, project, alerts, tests, limit), AlertRows.ReadIncident, cancellation));
    }

    public Task<bool> CommitAsync(AlertCommit commit, CancellationToken cancellation) =>
        views.TransactAsync(transaction => CommitAsync(transaction, commit), cancellation);

    private static async ValueTask<bool> CommitAsync(ISqlTransaction transaction, AlertCommit commit)
    {
        if (await transaction.ExecuteAsync(new SqlQuery("Alerts.move_checkpoint", commit.Shard, commit.Expected.Position, commit.Expected.Commits, commit.Next)) == 0)
        {
            transaction.Abandon();
            return false;
        }

        var writes = commit.Incidents.ToLookup(write => write.Incident.Project, StringComparer.Ordinal);

        // In one order, since others take several too.
        foreach (var (project, revision) in commit.Revisions.OrderBy(r => r.Key, StringComparer.Ordinal))
        {
            var row = writes.Contains(project) ? await AlertProjectRow.LockAsync(transaction, project) : await AlertProjectRow.ShareAsync(transaction, project);
            if (row.Revision != revision)
            {
                transaction.Abandon();
                return false;
            }

            await WriteAsync(transaction, project, row, [.. writes[project]], commit.AtMs);
        }

        if (commit.Deleted.Count > 0)
        {
            foreach (var statement in new[] { "Alerts.delete_device_tracks", "Alerts.delete_device_entries", "Alerts.delete_device_incidents" })
            {
                await transaction.ExecuteAsync(new SqlQuery(statement, (object)commit.Deleted.ToArray()));
            }
        }

        await transaction.WriteAsync("Alerts.upsert_track", AlertRows.ColumnsOf(commit.Shard, commit.Tracks));
        await transaction.WriteAsync("Alerts.delete_track", SqlColumn.Of(commit.Cleared, c => c.DeviceId), SqlColumn.Of(commit.Cleared, c => c.AlertId));
        return true;
    }

    private static async ValueTask WriteAsync(ISqlTransaction transaction, string project, AlertProjectRow row, IReadOnlyList<IncidentWrite> writes, long atMs)
    {
        if (writes.Count == 0)
        {
            return;
        }

        var (number, position) = (row.Incident, row.Position);
        var incidents = new List<Incident>();
        var entries = new List<IncidentEntry>();
        foreach (var (incident, told) in writes)
        {
            var numbered = incident.Id > 0 ? incident : incident with { Id = ++number };
            incidents.Add(numbered);
            entries.AddRange(told.Select(entry => new IncidentEntry(++position, numbered.Id, entry.Kind, atMs, "", entry.Text)));
        }

        await transaction.WriteAsync("Alerts.upsert_incident", AlertRows.ColumnsOf(incidents));
        await transaction.WriteAsync("Alerts.insert_entry", AlertRows.ColumnsOf(project, entries));
        await transaction.ExecuteAsync(new SqlQuery("Alerts.move_position", project, number, position));
    }

    private static long[] Longs(IEnumerable<int> numbers) => [.. numbers.Select(number => (long)number)];
}
