using Fleet.Domain.Metrics;
using Fleet.Protocol;
using Fleet.Protocol.Metrics;

namespace Fleet.Domain.Intake;

/// <summary>Makes reports of hours that are over.</summary>
public static class IntakeReports
{
    private static readonly long HourMs = Bucket.LengthMs(Resolution.Hour);

    /// <summary>The key table of a device: all metrics that it ever brought, in order, so that a fleet has few.</summary>
    public static KeyTable TableOf(IReadOnlyDictionary<string, MetricState> metrics) =>
        KeyTable.Of([.. metrics.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => new MetricColumn(m.Key, KindOf(m.Value.Kind), m.Value.Unit))]);

    /// <summary>Closes the open hours that start before a time: each becomes a report with a number of its own, or several when it is large.</summary>
    public static void CloseBefore(IntakeState state, long startMs)
    {
        var closed = state.Open.Where(open => open.StartMs < startMs).OrderBy(open => open.StartMs).ToList();
        if (closed.Count == 0)
        {
            return;
        }

        state.Open.RemoveAll(open => open.StartMs < startMs);
        var table = TableOf(state.Metrics);
        foreach (var open in closed)
        {
            var values = new MetricValue[table.Columns.Count];
            for (var i = 0; i < values.Length; i++)
            {
                var key = table.Columns[i].Key;
                values[i] = open.Metrics.TryGetValue(key, out var metric) ? metric.ToValue(state.Metrics[key].Kind) : MetricValue.Absent;
            }

            Report(state, open, table, values, 0, values.Length);
        }
    }

    private static void Report(IntakeState state, OpenInterval open, KeyTable table, MetricValue[] values, int from, int to)
    {
        var part = values.Select((value, i) => i >= from && i < to ? value : MetricValue.Absent).ToArray();
        if (Array.TrueForAll(part, value => value.Shape == MetricShape.Absent))
        {
            return;
        }

        var body = new Report(ReportKind.Heartbeat, HourMs, table.Hash, Protocol.Metrics.Report.EncodeValues(part)).Encode();
        if (body.Length > ProtocolLimits.MaxEntryBytes && to - from > 1)
        {
            var middle = (from + to) / 2;
            Report(state, open, table, values, from, middle);
            Report(state, open, table, values, middle, to);
            return;
        }

        state.Pending.Add(new PendingReport
        {
            Number = ++state.Number,
            EndMs = open.StartMs + HourMs - 1,
            SoftwareType = open.SoftwareType,
            SoftwareVersion = open.SoftwareVersion,
            Body = body,
        });
    }

    private static MetricKind KindOf(IntakeKind kind) => kind switch
    {
        IntakeKind.Gauge => MetricKind.Gauge,
        IntakeKind.Counter => MetricKind.Counter,
        _ => MetricKind.Histogram,
    };
}
