using Fleet.Domain.Alerts;

namespace Fleet.Tests.Shared;

/// <summary>
/// The table of docs/design/alerts.md as it stands there: values happen one after the other, and a clock goes on between them, one minute at a time, at which the
/// timer is looked at.
/// </summary>
internal static class NaiveAlert
{
    private const long Minute = 60_000;

    public static List<string> Incidents(IReadOnlyList<AlertSample> received, AlertDelays delays, long nowMs)
    {
        var inOrder = received.OrderBy(s => s.CapturedAtMs).ThenBy(s => s.Position).ToList();
        var incidents = new List<string>();
        var phase = "OK";
        var (first, last, opened) = (0L, 0L, 0L);
        var (heard, isBySilence) = (0L, false);
        for (var i = 0; i <= inOrder.Count; i++)
        {
            // The clock goes on until something newer than what was is there.
            var until = i < inOrder.Count ? inOrder.Skip(i).Min(s => s.ReceivedAtMs) : nowMs;
            for (var clock = heard; phase == "PENDING" && clock <= until; clock += Minute)
            {
                if (clock >= heard + delays.StartMs)
                {
                    phase = "FIRING";
                    opened = Math.Max(first + delays.StartMs, last);
                    isBySilence = true;
                }
            }

            if (i == inOrder.Count)
            {
                break;
            }

            var value = inOrder[i];
            var t = value.CapturedAtMs;
            switch (phase, value.IsMatch)
            {
                case ("OK", true):
                    (first, last, heard) = (t, t, value.ReceivedAtMs);
                    (phase, opened, isBySilence) = delays.StartMs == 0 ? ("FIRING", t, false) : ("PENDING", 0, false);
                    break;
                case ("PENDING", false):
                    phase = "OK";
                    break;
                case ("PENDING", true):
                    (last, heard) = (t, value.ReceivedAtMs);
                    if (t - first >= delays.StartMs)
                    {
                        (phase, opened) = ("FIRING", t);
                    }

                    break;
                case ("FIRING", true):
                    last = t;
                    break;
                case ("FIRING", false) when isBySilence && t < opened:
                    // It was not so for as long as was thought.
                    phase = "OK";
                    break;
                case ("FIRING", false) when t - last >= delays.EndMs:
                    incidents.Add(Written(opened, last, t, isBySilence));
                    phase = "OK";
                    break;
            }
        }

        if (phase == "FIRING")
        {
            incidents.Add(Written(opened, last, null, isBySilence));
        }

        return incidents;
    }

    public static string Written(IncidentSpan span) => Written(span.OpenedMs, span.LastMs, span.ClosedMs, span.IsBySilence);

    private static string Written(long opened, long last, long? closed, bool isBySilence) => $"{opened / Minute}..{last / Minute}..{closed / Minute} {(isBySilence ? "silence" : "value")}";
}
