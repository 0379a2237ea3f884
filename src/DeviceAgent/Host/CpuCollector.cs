using System.Globalization;
using Fleet.DeviceAgent.Metrics;
using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Host;

/// <summary>
/// <c>cpu_usage_pct</c>: share of all processors' time that was not idle since the sample before, from the first line of <c>/proc/stat</c>
/// (see proc_stat(5)). Waiting for a disk counts as idle.
/// </summary>
internal sealed class CpuCollector(MetricAggregator aggregator, HostRoots roots) : ISystemCollector
{
    private const int Idle = 3;
    private const int IoWait = 4;

    /// <summary>Guest time is part of user time already.</summary>
    private const int Columns = 8;

    private readonly PeriodSeries _usage = aggregator.AddBuiltIn("cpu_usage_pct", MetricKind.Gauge, "%", new PeriodSeries { IsBuiltIn = true });
    private (ulong Busy, ulong Total)? _before;
    private (ulong Busy, ulong Total) _now;

    public string Name => "cpu";

    public void Read()
    {
        var line = File.ReadLines(Path.Combine(roots.Proc, "stat")).First();
        var ticks = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Skip(1)
            .Take(Columns)
            .Select(text => ulong.Parse(text, CultureInfo.InvariantCulture))
            .ToArray();
        var total = ticks.Aggregate(0UL, (sum, value) => sum + value);
        var idle = ticks[Idle] + (ticks.Length > IoWait ? ticks[IoWait] : 0);
        _now = (total - idle, total);
    }

    public void Record(long at)
    {
        // The kernel's idle counters may step back a little on some machines: such a sample says nothing.
        if (_before is { } before && _now.Total > before.Total && _now.Busy >= before.Busy)
        {
            var total = _now.Total - before.Total;
            var busy = Math.Min(_now.Busy - before.Busy, total);
            _usage.Add(Rounding.Hundredths(100.0 * busy / total), total);
        }

        _before = _now;
    }
}
