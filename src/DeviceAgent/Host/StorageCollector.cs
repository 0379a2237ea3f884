using Fleet.DeviceAgent.Metrics;
using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Host;

/// <summary>
/// <c>storage_used_&lt;mount&gt;_pct</c>: share of a file system's blocks that an ordinary program cannot get. <c>/</c> is called
/// <c>root</c>; of other mounts the slashes become underscores, <c>/var/log</c> is <c>storage_used_var_log_pct</c>.
/// </summary>
internal sealed class StorageCollector(MetricAggregator aggregator, string mount) : ISystemCollector
{
    private readonly GaugeSeries _used = aggregator.AddBuiltIn(KeyOf(mount), MetricKind.Gauge, "%", new GaugeSeries { IsBuiltIn = true });
    private double _percent;

    public string Name => $"storage {mount}";

    public static string KeyOf(string mount) => $"storage_used_{MetricNamePart.Of(mount.Trim('/'), "root")}_pct";

    public void Read()
    {
        var drive = new DriveInfo(mount);
        _percent = drive.TotalSize > 0
            ? Rounding.Hundredths(100.0 * (drive.TotalSize - drive.AvailableFreeSpace) / drive.TotalSize)
            : throw new IOException($"{mount} is no file system with a size");
    }

    public void Record(long at) => _used.TrySet(_percent, at);
}
