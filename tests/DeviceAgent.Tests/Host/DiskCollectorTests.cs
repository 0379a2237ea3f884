using Fleet.DeviceAgent.Host;

namespace Fleet.DeviceAgent.Tests.Host;

public sealed class DiskCollectorTests : IDisposable
{
    private readonly SystemFixture _system = new();

    public void Dispose() => _system.Dispose();

    [Fact]
    public void Bytes_and_busy_time_are_those_of_disks_with_hardware_behind_them()
    {
        foreach (var disk in (string[])["mmcblk0", "mmcblk0boot0", "sda"])
        {
            Directory.CreateDirectory(_system[$"sys/block/{disk}/device"]);
        }

        Directory.CreateDirectory(_system["sys/block/loop0"]);
        var collector = new DiskCollector(_system.Source);
        Stats(("mmcblk0", 100, 1000, 50), ("mmcblk0p1", 90, 900, 50), ("mmcblk0boot0", 1, 1, 1), ("loop0", 5, 5, 5), ("sda", 0, 0, 0));
        _system.Sample(collector);
        Stats(("mmcblk0", 110, 1020, 3050), ("mmcblk0p1", 95, 950, 60), ("mmcblk0boot0", 9, 9, 9), ("loop0", 9, 9, 9), ("sda", 0, 0, 0));
        _system.Sample(collector, seconds: 60);
        var values = _system.Close();
        Assert.Equal(["disk_mmcblk0_busy_pct", "disk_mmcblk0_read_bytes", "disk_mmcblk0_written_bytes"], values.Keys.Order());
        Assert.Equal((5120, 10_240, 5), (values["disk_mmcblk0_read_bytes"].Value, values["disk_mmcblk0_written_bytes"].Value, values["disk_mmcblk0_busy_pct"].Value));
    }

    [Fact]
    public void A_disk_that_is_plugged_in_again_counts_anew()
    {
        Directory.CreateDirectory(_system["sys/block/sda/device"]);
        var collector = new DiskCollector(_system.Source);
        Stats();
        _system.Sample(collector);
        Stats(("sda", 10, 0, 0));
        _system.Sample(collector, seconds: 60);
        Stats();
        _system.Sample(collector, seconds: 60);
        Stats(("sda", 4, 0, 0));
        _system.Sample(collector, seconds: 60);
        Assert.Equal(14 * 512, _system.Close()["disk_sda_read_bytes"].Value);
    }

    private void Stats(params (string Name, int Read, int Written, int Busy)[] disks) => _system.Write(
        "proc/diskstats", string.Concat(disks.Select(disk => $" 179       0 {disk.Name} 1 2 {disk.Read} 4 5 6 {disk.Written} 8 0 {disk.Busy} 9 0 0 0 0\n")));
}
