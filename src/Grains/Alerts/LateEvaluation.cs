using Fleet.Domain.Alerts;
using Fleet.Domain.Devices;
using Fleet.Grains.Metrics;

namespace Fleet.Grains.Alerts;

/// <summary>
/// What reports of a device make of its alerts when one came late: from the last report before it at which an alert certainly stood at OK, all are folded anew.
/// </summary>
/// <param name="store">Incidents that are known.</param>
/// <param name="reports">All reports.</param>
/// <param name="reader">Reads them.</param>
internal sealed class LateEvaluation(IAlertStore store, IReportStore reports, AlertReader reader)
{
    /// <summary>Reports of one question to the store.</summary>
    private const int PageSize = 500;

    private const long DayMs = 24L * 3_600_000;

    /// <summary>How far back a report that did not match is looked for, one after the other; before the last of them an alert is taken to stand at OK.</summary>
    private static readonly long[] LookBacksMs = [DayMs, 7 * DayMs, 100 * DayMs];

    /// <param name="device">Whose.</param>
    /// <param name="alerts">That may come to another result.</param>
    /// <param name="lateMs">When the earliest report that came late was captured.</param>
    /// <param name="toPosition">Of the last row of the log that counts.</param>
    /// <param name="nowMs">Milliseconds since 1970 UTC, server's time.</param>
    /// <param name="changes">Gets what changes.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task TakeAsync(
        WatchedDevice device, IReadOnlyCollection<CompiledAlert> alerts, long lateMs, long toPosition, long nowMs, AlertChanges changes, CancellationToken cancellation)
    {
        var missing = alerts.Where(device.IsInScope).ToDictionary(alert => alert.Definition.Id);
        foreach (var alert in alerts.Where(alert => !device.IsInScope(alert)))
        {
            changes.End(device.DeviceId, alert.Definition.Id, nowMs, IncidentText.LeftScope);
        }

        foreach (var lookBack in LookBacksMs)
        {
            if (missing.Count == 0)
            {
                return;
            }

            var fromMs = lateMs - lookBack;
            var all = await ReadAsync(device, fromMs, toPosition, cancellation);
            var known = (await store.KnownAsync(device.DeviceId, missing.Keys, fromMs, cancellation)).ToLookup(incident => incident.AlertId);
            foreach (var alert in missing.Values.ToList())
            {
                var incidents = known[alert.Definition.Id].Where(incident => incident.TestRevision == alert.Definition.TestRevision).ToList();
                if (StartOf(alert, all, incidents, lateMs) is { } start || lookBack == LookBacksMs[^1])
                {
                    Fold(device, alert, all, StartOf(alert, all, incidents, lateMs) ?? 0, incidents, nowMs, changes);
                    missing.Remove(alert.Definition.Id);
                }
            }
        }
    }

    /// <summary>Behind which report an alert stood at OK; null when none of them says so.</summary>
    private static int? StartOf(CompiledAlert alert, List<AlertReport> all, List<Incident> known, long lateMs)
    {
        for (var i = all.Count - 1; i >= 0; i--)
        {
            var at = all[i].Cursor.CapturedAtMs;
            if (at < lateMs && all[i].SampleFor(alert) is { IsMatch: false } && !known.Exists(k => k.Span.FirstMs <= at && at < (k.Span.ClosedMs ?? long.MaxValue)))
            {
                return i + 1;
            }
        }

        return null;
    }

    private static void Fold(WatchedDevice device, CompiledAlert alert, List<AlertReport> all, int start, List<Incident> known, long nowMs, AlertChanges changes)
    {
        var delays = alert.Definition.Delays;
        var samples = all.Skip(start).Select(report => (Report: report, Sample: report.SampleFor(alert))).Where(s => s.Sample is not null).ToList();
        var startMs = start > 0 ? all[start - 1].Cursor.CapturedAtMs : long.MinValue;
        var history = AlertHistory.Of(default, samples.Select(s => s.Sample!.Value).ToArray(), long.MaxValue, delays);
        changes.Set(device, alert, history.State, isTold: history.State.OpenAt(delays, nowMs) is not null);
        changes.Take(
            device,
            alert,
            [.. known.Where(incident => incident.Span.OpenedMs > startMs)],
            history.At(delays, nowMs),
            span => span.IsBySilence
                ? IncidentText.Silence(span)
                : samples.First(s => (s.Report.Cursor.Position, s.Report.Cursor.Index) == span.OpenedBy).Report.Text(alert));
    }

    private async Task<List<AlertReport>> ReadAsync(WatchedDevice device, long fromMs, long toPosition, CancellationToken cancellation)
    {
        var all = new List<AlertReport>();
        ReportCursor? after = null;
        while (await reports.ListAsync(new DeviceKey(device.Project, device.Serial), fromMs, long.MaxValue, after, PageSize, cancellation) is { Count: > 0 } page)
        {
            foreach (var stored in page.Where(stored => stored.Cursor.Position <= toPosition))
            {
                var batch = DeviceBatchCodec.Decode(stored.Format, stored.Payload);
                if (await reader.ReadAsync(device.Project, device.Alerts, batch, stored.Cursor.Position, stored.Cursor.Index, cancellation) is { } report)
                {
                    all.Add(report);
                }
            }

            after = page[^1].Cursor;
        }

        return all;
    }
}
