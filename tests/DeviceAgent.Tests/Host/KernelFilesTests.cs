using CsCheck;
using Fleet.DeviceAgent.Battery;
using Fleet.DeviceAgent.Host;

namespace Fleet.DeviceAgent.Tests.Host;

public sealed class KernelFilesTests : IDisposable
{
    private const string WirelessHead = "Inter-| sta-|   Quality        |   Discarded packets\n face | tus | link level noise |  nwid  crypt\n";

    private readonly SystemFixture _system = new();

    public void Dispose() => _system.Dispose();

    [Fact]
    public void Signal_strength_is_a_power_or_nothing()
    {
        var collector = new WirelessCollector(_system.Source);
        _system.Write("proc/net/wireless", WirelessHead + " wlan0: 0000   54.  -56.  -256        0      0\n wlan1: 0000   54.  200.  0  0 0\n wlan2: 0000   54.  60.  0  0 0\n");
        _system.Sample(collector);
        var values = _system.Close();
        Assert.Equal(2, values.Count);
        Assert.Equal((-56, -56), (values["wireless_wlan0_rssi_dbm"].Value, values["wireless_wlan1_rssi_dbm"].Value));

        // An interface that went down does not keep its last signal.
        _system.Write("proc/net/wireless", WirelessHead);
        _system.Sample(collector, seconds: 60);
        Assert.Empty(_system.Close());
    }

    [Fact]
    public void Open_files_are_those_that_are_not_free()
    {
        _system.Write("proc/sys/fs/file-nr", "2500\t500\t8000\n");
        _system.Sample(new FileDescriptorCollector(_system.Source));
        var values = _system.Close();
        Assert.Equal((2000, 25), (values["file_descriptors_open"].Value, values["file_descriptors_used_pct"].Value));
    }

    [Fact]
    public void The_agents_own_writes_are_counted_from_its_start()
    {
        var collector = new AgentDiskCollector(_system.Source);
        foreach (var bytes in (int[])[4096, 12_288])
        {
            _system.Write("proc/self/io", $"rchar: 7297\nwchar: 372\nread_bytes: 5\nwrite_bytes: {bytes}\ncancelled_write_bytes: 0\n");
            _system.Sample(collector, seconds: 60);
        }

        Assert.Equal(12_288, _system.Close()["fleet.agent.disk_written_bytes"].Value);
    }

    [Fact]
    public void Inodes_of_a_mount_are_within_bounds_and_those_of_a_folder_that_is_none_have_no_value()
    {
        _system.Sample(new InodeCollector(_system.Source, "/"));
        _system.Sample(new InodeCollector(_system.Source, "/not/there"));
        var (key, value) = Assert.Single(_system.Close());
        Assert.Equal("storage_inodes_used_root_pct", key);
        Assert.InRange(value.Value, 0, 100);
    }

    [Fact]
    public void Files_that_are_missing_cost_one_line_each_and_no_exception()
    {
        var collectors = Collectors();
        var thrown = 0;
        var thread = Environment.CurrentManagedThreadId;
        AppDomain.CurrentDomain.FirstChanceException += Count;
        try
        {
            for (var round = 0; round < 3; round++)
            {
                collectors.ForEach(collector => _system.Sample(collector, seconds: 60));
            }
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= Count;
        }

        Assert.Equal(0, thrown);
        Assert.Empty(_system.Close());
        var lines = _system.Log.Text.Split('\n');
        Assert.All(lines, line => Assert.Contains(" debug ", line, StringComparison.Ordinal));
        Assert.Single(lines, line => line.Contains("/proc/meminfo", StringComparison.Ordinal));
        Assert.Equal(lines.Length, lines.Distinct().Count());

        // Other tests of this process run on other threads.
        void Count(object? sender, System.Runtime.ExceptionServices.FirstChanceExceptionEventArgs e) => thrown += Environment.CurrentManagedThreadId == thread ? 1 : 0;
    }

    [Fact]
    public void Whatever_stands_in_the_files_no_collector_fails() =>
        Gen.Select(
            Gen.OneOf(((string[])["", "\n", "some total=", "MemTotal:", "MemTotal: x kB", "1 2 3", "1 (", "1 (a) S", "wlan0: 1", ":", "-1\t2\t3", "0x", "0x01 0x02 0x03", "write_bytes: x", "99999999999999999999999"]).Select(Gen.Const).ToArray()),
            Gen.String[Gen.Char[(char)0, (char)255], 0, 200]).Sample(
            texts =>
            {
                using var system = new SystemFixture();
                Directory.CreateDirectory(system["sys/block/sda/device"]);
                foreach (var path in (string[])[
                    "proc/stat", "proc/loadavg", "proc/net/dev", "proc/meminfo", "proc/pressure/cpu", "proc/pressure/memory", "proc/pressure/io", "proc/7/stat", "proc/diskstats", "proc/net/wireless", "proc/sys/fs/file-nr",
                    "proc/self/io", "sys/class/mmc_host/mmc0/mmc0:1/life_time", "sys/class/mmc_host/mmc0/mmc0:1/pre_eol_info",
                    "sys/class/power_supply/b/type", "sys/class/power_supply/b/capacity", "sys/class/power_supply/b/status"])
                {
                    system.Write(path, texts.Item1 + texts.Item2);
                }

                foreach (var collector in Collectors(system))
                {
                    collector.Read();
                    collector.Record(system.Time.GetTimestamp());
                }
            },
            iter: 100,
            threads: 1);

    private List<ISystemCollector> Collectors() => Collectors(_system);

    private static List<ISystemCollector> Collectors(SystemFixture system) =>
    [
        new CpuCollector(system.Aggregator, system.Source), new LoadCollector(system.Aggregator, system.Source),
        new NetworkCollector(system.Aggregator, system.Source, []), new MemoryCollector(system.Aggregator, system.Source), new PressureCollector(system.Source), new ProcessCollector(system.Source, []),
        new DiskCollector(system.Source), new FlashLifeCollector(system.Source), new WirelessCollector(system.Source),
        new FileDescriptorCollector(system.Source), new AgentDiskCollector(system.Source),
        new BatteryCollector(system.Source, new BatteryTracker(system.Aggregator, system.Time, system.Counters)),
    ];
}
