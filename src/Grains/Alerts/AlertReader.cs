using Fleet.Domain.Devices;
using Fleet.Domain.Metrics;
using Fleet.Grains.Metrics;
using Fleet.Protocol;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.Grains.Alerts;

/// <summary>Reads what alerts look at out of batches of the event log.</summary>
internal sealed class AlertReader(ResolvedTables tables)
{
    private readonly List<(int Column, MetricValue Value)> _values = [];

    /// <returns>Null for what is no report, or one that cannot be read, which the projection told in the processing log.</returns>
    public async ValueTask<AlertReport?> ReadAsync(string project, CompiledAlerts alerts, DeviceBatch batch, long position, int index, CancellationToken cancellation) =>
        batch.Events[index] is ReportRecorded e && await tables.FindAsync(project, e.Report.Table, cancellation) is { } table && TryRead(e.Report, table)
            ? new AlertReport(new ReportCursor(e.CapturedAtMs, position, index), batch.ReceivedAtMs, Values(alerts, table))
            : null;

    private bool TryRead(Report report, ResolvedTable table)
    {
        _values.Clear();
        try
        {
            report.ReadValues(table.Table.Columns, _values, static (values, column, value) => values.Add((column, value)));
            return true;
        }
        catch (Exception fault) when (fault is ProtocolException or ArgumentException or OverflowException)
        {
            return false;
        }
    }

    private Dictionary<string, AttributeValue> Values(CompiledAlerts alerts, ResolvedTable table)
    {
        var values = new Dictionary<string, AttributeValue>(StringComparer.Ordinal);
        foreach (var (column, value) in _values)
        {
            if (!alerts.Keys.TryGetValue(table.MetricIds[column], out var metric) || !metric.Range.Holds(value))
            {
                continue;
            }

            foreach (var key in metric.Keys)
            {
                values[key] = LatestValue.Read(value);
            }
        }

        return values;
    }
}
