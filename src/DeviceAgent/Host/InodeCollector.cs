using Fleet.DeviceAgent.Native;

namespace Fleet.DeviceAgent.Host;

/// <summary>
/// <c>storage_inodes_used_&lt;mount&gt;_pct</c>: share of a file system's inodes that an ordinary program cannot get. File systems that make
/// inodes as they need them have none to count, and no value.
/// </summary>
internal sealed class InodeCollector(SystemSource source, string mount) : ISystemCollector
{
    private double? _percent;

    public string Name => $"inodes {mount}";

    public void Read() => _percent = LibC.StatVfs(mount, out var status) == 0 && status.Files > 0
        ? Rounding.Hundredths(100.0 * (status.Files - Math.Min(status.Files, status.AvailableFiles)) / status.Files)
        : null;

    public void Record(long at)
    {
        if (_percent is { } percent)
        {
            source.Series.Set($"storage_inodes_used_{MetricNamePart.Of(mount.Trim('/'), "root")}_pct", "%", percent, at);
        }
    }
}
