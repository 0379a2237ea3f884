using System.Globalization;
using Fleet.DeviceAgent.Metrics;
using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Host;

/// <summary>
/// From <c>/proc/meminfo</c>: <c>memory_pct</c>, memory that programs could not get (<c>MemTotal - MemAvailable</c>);
/// <c>memory_available_bytes</c>; <c>swap_used_pct</c> where there is swap.
/// </summary>
internal sealed class MemoryCollector(MetricAggregator aggregator, SystemSource source) : ISystemCollector
{
    private const double Kilobyte = 1024;

    private readonly GaugeSeries _used = aggregator.AddBuiltIn("memory_pct", MetricKind.Gauge, "%", new GaugeSeries { IsBuiltIn = true });
    private readonly Dictionary<string, double> _kilobytes = new(StringComparer.Ordinal);

    public string Name => "memory";

    public void Read()
    {
        _kilobytes.Clear();
        var path = source.Proc("meminfo");
        if (source.Files.Read(path) is not { } text)
        {
            return;
        }

        foreach (var line in text.Split('\n'))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words is ["MemTotal:" or "MemAvailable:" or "SwapTotal:" or "SwapFree:", var kilobytes, ..]
                && ulong.TryParse(kilobytes, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            {
                _kilobytes[words[0]] = value;
            }
        }

        if (!_kilobytes.ContainsKey("MemTotal:") || !_kilobytes.ContainsKey("MemAvailable:"))
        {
            source.Files.Malformed(path);
        }
    }

    public void Record(long at)
    {
        if (_kilobytes.TryGetValue("MemAvailable:", out var available))
        {
            source.Series.Set("memory_available_bytes", "By", available * Kilobyte, at);
            if (_kilobytes.TryGetValue("MemTotal:", out var total) && total > 0)
            {
                _used.TrySet(Rounding.Hundredths(100 * (total - available) / total), at);
            }
        }

        if (_kilobytes.TryGetValue("SwapTotal:", out var swap) && swap > 0 && _kilobytes.TryGetValue("SwapFree:", out var free))
        {
            source.Series.Set("swap_used_pct", "%", Rounding.Hundredths(100 * (swap - free) / swap), at);
        }
    }
}
