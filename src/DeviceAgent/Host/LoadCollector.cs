using System.Globalization;
using Fleet.DeviceAgent.Metrics;
using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Host;

/// <summary><c>loadavg_1m</c>, <c>loadavg_5m</c>, <c>loadavg_15m</c> from <c>/proc/loadavg</c>.</summary>
internal sealed class LoadCollector(MetricAggregator aggregator, HostRoots roots) : ISystemCollector
{
    private readonly GaugeSeries[] _series =
    [
        .. new[] { "1m", "5m", "15m" }.Select(span =>
            aggregator.AddBuiltIn($"loadavg_{span}", MetricKind.Gauge, "", new GaugeSeries { IsBuiltIn = true })),
    ];

    private double[] _averages = [];

    public string Name => "load";

    public void Read() => _averages =
    [
        .. File.ReadAllText(Path.Combine(roots.Proc, "loadavg")).Split(' ').Take(_series.Length)
            .Select(text => Rounding.Hundredths(double.Parse(text, CultureInfo.InvariantCulture))),
    ];

    public void Record(long at)
    {
        for (var i = 0; i < _averages.Length; i++)
        {
            _series[i].TrySet(_averages[i], at);
        }
    }
}
