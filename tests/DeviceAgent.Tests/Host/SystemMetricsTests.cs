using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Host;
using Fleet.DeviceAgent.Metrics;
using Fleet.DeviceAgent.Tests.Testing;
using Fleet.Protocol.Metrics;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.DeviceAgent.Tests.Host;

public sealed class SystemMetricsTests : IDisposable
{
    private const string NetDevHead = "Inter-|   Receive |  Transmit\n face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n";

    private readonly TempDirectory _root = new();
    private readonly FakeTimeProvider _time = new();
    private readonly TestLog _log = new();
    private readonly MetricAggregator _aggregator;
    private readonly HostRoots _roots;
    private readonly SystemSource _source;

    public SystemMetricsTests()
    {
        _aggregator = new MetricAggregator(_time, new AgentCounters());
        _roots = new HostRoots(_root["proc"], _root["sys"]);
        _source = new SystemSource(_roots, new KernelFiles(_log.Log), new SystemSeries(_aggregator), _time);
    }

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Processor_use_is_the_share_that_was_not_idle_weighted_by_time()
    {
        var system = System(new CpuCollector(_aggregator, _source));
        Write("proc/stat", "cpu  100 0 100 700 100 0 0 0 50 0\ncpu0 1 2 3\n");
        system.Sample();
        Write("proc/stat", "cpu  150 0 150 800 100 0 0 0 90 0\n");
        system.Sample();
        Write("proc/stat", "cpu  150 0 150 1100 100 0 0 0 90 0\n");
        system.Sample();
        Assert.Equal(MetricValue.Gauge(0, 20, 0, 50), Close()["cpu_usage_pct"]);
    }

    [Fact]
    public void Memory_counts_what_programs_could_not_get()
    {
        var system = System(new MemoryCollector(_aggregator, _source));
        Write("proc/meminfo", "MemTotal:        3000 kB\nMemFree:          100 kB\nMemAvailable:    2000 kB\nSwapTotal:  400 kB\nSwapFree:  300 kB\n");
        system.Sample();
        var values = Close();
        Assert.Equal((float)33.33, values["memory_pct"].Value);
        Assert.Equal(2000 * 1024, values["memory_available_bytes"].Value);
        Assert.Equal(25, values["swap_used_pct"].Value);
    }

    [Fact]
    public void Network_bytes_are_those_of_real_interfaces_and_survive_a_counter_that_begins_anew()
    {
        var system = System(new NetworkCollector(_aggregator, _source, []));
        Net("lo: 5 0 0 0 0 0 0 0 5 0 0 0 0 0 0 0", "eth0: 1000 0 0 0 0 0 0 0 100 0 0 0 0 0 0 0", "veth1:9 0 0 0 0 0 0 0 9 0 0 0 0 0 0 0");
        system.Sample();
        Net("lo: 999 0 0 0 0 0 0 0 999 0 0 0 0 0 0 0", "eth0: 1500 0 0 0 0 0 0 0 130 0 0 0 0 0 0 0", "veth1:999 0 0 0 0 0 0 0 99 0 0 0 0 0 0 0");
        system.Sample();
        Net("eth0: 20 0 0 0 0 0 0 0 7 0 0 0 0 0 0 0", "wlan0: 3 0 0 0 0 0 0 0 2 0 0 0 0 0 0 0");
        system.Sample();
        var values = Close();
        Assert.Equal(523, values["connectivity_recv_bytes"].Value);
        Assert.Equal(39, values["connectivity_sent_bytes"].Value);
    }

    [Fact]
    public void Thermal_zones_are_named_by_their_type()
    {
        Zone(0, "x86_pkg_temp", "47000");
        Zone(1, "cpu-thermal", "51250");
        Zone(2, "cpu-thermal", "40000");
        System(new ThermalCollector(_aggregator, _roots)).Sample();
        var values = Close();
        Assert.Equal(47, values["thermal_x86_pkg_temp_c"].Value);
        Assert.Equal(51.25, values["thermal_cpu_thermal_c"].Value);
        Assert.Equal(40, values["thermal_cpu_thermal_2_c"].Value);
    }

    [Fact]
    public void Mounts_are_named_by_their_path_and_within_bounds()
    {
        System(new StorageCollector(_aggregator, "/")).Sample();
        Assert.InRange(Close()["storage_used_root_pct"].Value, 0, 100);
        Assert.Equal("storage_used_var_log_pct", StorageCollector.KeyOf("/var/log/"));
    }

    [Fact]
    public void A_collector_that_fails_is_logged_once_and_stops_no_other()
    {
        var system = System(new StorageCollector(_aggregator, "/not/there"), new LoadCollector(_aggregator, _source));
        Write("proc/loadavg", "0.50 1.25 2.00 1/100 1234\n");
        system.Sample();
        system.Sample();
        Assert.Equal(1.25, Close()["loadavg_5m"].Value);
        Assert.Single(_log.Text.Split('\n'), line => line.Contains("/not/there", StringComparison.Ordinal));
    }

    [Fact]
    public void Percentages_take_five_bytes() => Assert.All([33.333, 66.67, 0.01, 99.99], value =>
    {
        var rounded = Rounding.Hundredths(value);
        Assert.Equal(rounded, (double)(float)rounded);
        Assert.Equal(value, rounded, 0.006);
    });

    private SystemMetrics System(params ISystemCollector[] collectors) => new(_aggregator, collectors, _time, _log.Log);

    private void Net(params string[] lines) => Write("proc/net/dev", NetDevHead + string.Join('\n', lines) + "\n");

    private void Zone(int number, string type, string temperature)
    {
        Write($"sys/class/thermal/thermal_zone{number}/type", type + "\n");
        Write($"sys/class/thermal/thermal_zone{number}/temp", temperature + "\n");
    }

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root[path])!);
        File.WriteAllText(_root[path], text);
    }

    private Dictionary<string, MetricValue> Close()
    {
        var interval = _aggregator.Close();
        return interval.Columns.Zip(interval.Values).ToDictionary(pair => pair.First.Key, pair => pair.Second);
    }
}
