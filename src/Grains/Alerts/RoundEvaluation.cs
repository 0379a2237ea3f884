using Fleet.Grains.Projections;

namespace Fleet.Grains.Alerts;

/// <summary>What a round's reports make of alerts. Of most reports that is nothing, and for those little is asked.</summary>
/// <param name="store">Tracks and incidents.</param>
/// <param name="projection">Devices.</param>
/// <param name="lateEvaluation">Of devices with a report that came late.</param>
/// <param name="instruments">Counts those.</param>
internal sealed class RoundEvaluation(IAlertStore store, IProjectionStore projection, LateEvaluation lateEvaluation, AlertInstruments instruments)
{
    /// <param name="shard">Whose rows.</param>
    /// <param name="round">Their reports.</param>
    /// <param name="alerts">Of the projects that have any.</param>
    /// <param name="next">Position of the last row of the round.</param>
    /// <param name="nowMs">Milliseconds since 1970 UTC.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<AlertChanges> RunAsync(int shard, AlertRound round, IReadOnlyDictionary<string, CompiledAlerts> alerts, long next, long nowMs, CancellationToken cancellation)
    {
        var ids = round.Devices.Keys;
        if (ids.Count == 0)
        {
            return new AlertChanges(shard, [], []);
        }

        var changes = new AlertChanges(shard, await store.TracksAsync(ids, cancellation), await store.OpenAsync(ids, cancellation));
        var since = (await store.SinceAsync([.. round.Devices.Select(d => (d.Key, d.Value.Reports.Min(r => r.Cursor.CapturedAtMs)))], cancellation)).ToLookup(i => i.DeviceId, i => i.AlertId);
        var touched = round.Devices.Where(d => since.Contains(d.Key) || d.Value.Reports.Exists(r => r.Matching.Count > 0) || changes.ActiveOf(d.Key).Count > 0).ToDictionary();
        var late = (await store.LateAsync([.. touched.SelectMany(d => d.Value.Reports.Select(r => (d.Key, r.Cursor)))], cancellation)).ToLookup(r => r.DeviceId, r => r.Cursor.CapturedAtMs);
        foreach (var view in await projection.LoadDevicesAsync(shard, touched.Keys, cancellation))
        {
            var (project, reports) = touched[view.DeviceId];
            var device = new WatchedDevice(view, alerts[project], nowMs);
            if (late.Contains(view.DeviceId))
            {
                var affected = reports.SelectMany(r => r.Matching)
                    .Union(changes.ActiveOf(view.DeviceId).Union(since[view.DeviceId]).Select(alerts[project].Find).OfType<CompiledAlert>()).ToList();
                await lateEvaluation.TakeAsync(device, affected, late[view.DeviceId].Min(), next, nowMs, changes, cancellation);
                instruments.Late.Add(late[view.DeviceId].Count());
            }
            else
            {
                AlertEvaluation.Take(device, reports, changes);
            }
        }

        return changes;
    }
}
