using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.Cli.Simulation;

/// <summary>A heartbeat with all metrics in each entry.</summary>
internal sealed class ReportContent(SimulationOptions options, SimulatedMetrics metrics) : ISyncContent
{
    private readonly MetricValue[] _values = new MetricValue[metrics.Columns.Count];

    public KeyTable? Table => metrics.Table;

    public (EntryType Type, byte[] Body) Entry(int device, long number)
    {
        metrics.Fill(_values, device, number);
        var report = new Report(ReportKind.Heartbeat, (long)options.Interval.TotalMilliseconds, metrics.Table.Hash, Report.EncodeValues(_values));
        return (EntryType.Report, report.Encode());
    }
}
