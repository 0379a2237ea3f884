using Fleet.DeviceAgent.Battery;
using Fleet.DeviceAgent.Configuration;
using Fleet.DeviceAgent.Metrics;
using Fleet.DeviceAgent.Native;

namespace Fleet.DeviceAgent.Host;

/// <summary>The collectors that a configuration asks for.</summary>
internal static class SystemCollectors
{
    public static List<ISystemCollector> Of(
        AgentConfiguration configuration, MetricAggregator aggregator, SystemSource source, DeviceClock clock, BatteryTracker battery)
    {
        var collectors = new List<ISystemCollector> { new UptimeCollector(aggregator, clock), new AgentDiskCollector(source) };
        if (configuration.CollectSystem)
        {
            collectors.Add(new CpuCollector(aggregator, source));
            collectors.Add(new MemoryCollector(aggregator, source));
            collectors.Add(new PressureCollector(source));
            collectors.Add(new LoadCollector(aggregator, source));
            collectors.Add(new ProcessCollector(source, configuration.Processes));
            collectors.Add(new FileDescriptorCollector(source));
            collectors.Add(new NetworkCollector(aggregator, source, configuration.Interfaces));
            collectors.Add(new WirelessCollector(source));
            collectors.Add(new ThermalCollector(aggregator, source.Roots));
            collectors.Add(new DiskCollector(source));
            collectors.Add(new FlashLifeCollector(source));
            collectors.Add(new BatteryCollector(source, battery));
            collectors.AddRange(configuration.Mounts.Select(mount => new StorageCollector(aggregator, mount)));
            collectors.AddRange(configuration.Mounts.Select(mount => new InodeCollector(source, mount)));
        }

        return collectors;
    }
}
