using System.Globalization;
using Fleet.DeviceAgent.Metrics;
using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Host;

/// <summary><c>memory_pct</c>: memory that programs could not get, <c>MemTotal - MemAvailable</c> of <c>/proc/meminfo</c>.</summary>
internal sealed class MemoryCollector(MetricAggregator aggregator, HostRoots roots) : ISystemCollector
{
    private readonly GaugeSeries _used = aggregator.AddBuiltIn("memory_pct", MetricKind.Gauge, "%", new GaugeSeries { IsBuiltIn = true });
    private double _percent;

    public string Name => "memory";

    public void Read()
    {
        double total = 0, available = 0;
        foreach (var line in File.ReadLines(Path.Combine(roots.Proc, "meminfo")))
        {
            if (line.StartsWith("MemTotal:", StringComparison.Ordinal))
            {
                total = Kilobytes(line);
            }
            else if (line.StartsWith("MemAvailable:", StringComparison.Ordinal))
            {
                available = Kilobytes(line);
                break;
            }
        }

        _percent = total > 0 ? Rounding.Hundredths(100 * (total - available) / total) : throw new FormatException("/proc/meminfo has no MemTotal");
    }

    public void Record(long at) => _used.TrySet(_percent, at);

    private static double Kilobytes(string line) =>
        double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
