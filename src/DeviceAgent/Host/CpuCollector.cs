using System.Globalization;
using Fleet.DeviceAgent.Metrics;
using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Host;

/// <summary>
/// <c>cpu_usage_pct</c>: share of all processors' time that was not idle since the sample before, from the first line of <c>/proc/stat</c>
/// (see proc_stat(5)). Waiting for a disk counts as idle.
/// </summary>
internal sealed class CpuCollector(MetricAggregator aggregator, SystemSource source) : ISystemCollector
{
    private const int Idle = 3;
    private const int IoWait = 4;

    /// <summary>Guest time is part of user time already.</summary>
    private const int Columns = 8;

    private readonly PeriodSeries _usage = aggregator.AddBuiltIn("cpu_usage_pct", MetricKind.Gauge, "%", new PeriodSeries { IsBuiltIn = true });
    private (ulong Busy, ulong Total)? _before;
    private (ulong Busy, ulong Total)? _now;

    public string Name => "cpu";

    public void Read()
    {
        _now = null;
        var path = source.Proc("stat");
        if (source.Files.Read(path) is not { } text)
        {
            return;
        }

        var words = text.Split('\n')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        ulong total = 0, idle = 0;
        var columns = Math.Min(words.Length - 1, Columns);
        for (var i = 0; i < columns; i++)
        {
            if (!ulong.TryParse(words[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks))
            {
                columns = 0;
                break;
            }

            total += ticks;
            idle += i is Idle or IoWait ? ticks : 0;
        }

        if (columns > Idle && words[0] == "cpu")
        {
            _now = (total - idle, total);
        }
        else
        {
            source.Files.Malformed(path);
        }
    }

    public void Record(long at)
    {
        // The kernel's idle counters may step back a little on some machines: such a sample says nothing.
        if (_before is { } before && _now is { } now && now.Total > before.Total && now.Busy >= before.Busy)
        {
            var total = now.Total - before.Total;
            var busy = Math.Min(now.Busy - before.Busy, total);
            _usage.Add(Rounding.Hundredths(100.0 * busy / total), total);
        }

        _before = _now;
    }
}
