using Fleet.DeviceAgent.Metrics;
using Fleet.DeviceAgent.Native;
using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Host;

/// <summary><c>uptime_s</c>: whole seconds since boot, at the end of the interval.</summary>
internal sealed class UptimeCollector(MetricAggregator aggregator, DeviceClock clock) : ISystemCollector
{
    private readonly LastSeries _uptime = aggregator.AddBuiltIn("uptime_s", MetricKind.Gauge, "s", new LastSeries { IsBuiltIn = true });

    public string Name => "uptime";

    public void Read()
    {
    }

    public void Record(long at) => _uptime.Set(clock.UptimeMs / 1000);
}
