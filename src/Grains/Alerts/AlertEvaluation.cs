using Fleet.Domain.Alerts;

namespace Fleet.Grains.Alerts;

/// <summary>What reports of a device make of its alerts, where they come in capture order.</summary>
internal static class AlertEvaluation
{
    /// <param name="device">Whose.</param>
    /// <param name="reports">With what they match; each newer than the ones before, and than all that were evaluated.</param>
    /// <param name="changes">Gets what changes.</param>
    public static void Take(WatchedDevice device, IEnumerable<AlertReport> reports, AlertChanges changes)
    {
        foreach (var report in reports)
        {
            var active = changes.ActiveOf(device.DeviceId).Select(device.Alerts.Find).OfType<CompiledAlert>().ToList();
            foreach (var alert in report.Matching.Union(active))
            {
                Take(device, alert, report, changes);
            }
        }
    }

    private static void Take(WatchedDevice device, CompiledAlert alert, AlertReport report, AlertChanges changes)
    {
        if (!device.IsInScope(alert))
        {
            changes.End(device.DeviceId, alert.Definition.Id, report.ReceivedAtMs, IncidentText.LeftScope);
            return;
        }

        if (report.SampleFor(alert) is not { } sample)
        {
            return;
        }

        var delays = alert.Definition.Delays;
        var state = changes.StateOf(device.DeviceId, alert.Definition.Id).Next(sample, report.ReceivedAtMs, delays, out var closed);
        var spans = new List<IncidentSpan>();
        if (closed is { } over)
        {
            spans.Add(over);
        }

        if (state.OpenAt(delays, report.ReceivedAtMs) is { } open)
        {
            spans.Add(open);
        }

        changes.Set(device, alert, state);
        changes.Take(device, alert, changes.OpenOf(device.DeviceId, alert.Definition.Id) is { } known ? [known] : [], spans, span => span.IsBySilence ? IncidentText.Silence(span) : report.Text(alert));
    }
}
