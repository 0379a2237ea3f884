using System.Globalization;

namespace Fleet.DeviceAgent.Host;

/// <summary>
/// <c>fleet.agent.disk_written_bytes</c>: what the agent itself made the kernel write to disks, <c>write_bytes</c> of <c>/proc/self/io</c>.
/// Summed over a day it is what the agent costs the flash.
/// </summary>
internal sealed class AgentDiskCollector(SystemSource source) : ISystemCollector
{
    private const string Key = "write_bytes: ";

    private ulong _before;
    private ulong? _now;

    public string Name => "agent's disk writes";

    public void Read()
    {
        _now = null;
        var path = source.Proc("self/io");
        if (source.Files.Read(path) is not { } text)
        {
            return;
        }

        var line = text.Split('\n').FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal));
        if (line is not null && ulong.TryParse(line.AsSpan(Key.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes))
        {
            _now = bytes;
        }
        else
        {
            source.Files.Malformed(path);
        }
    }

    public void Record(long at)
    {
        if (_now is { } now)
        {
            source.Series.Count("fleet.agent.disk_written_bytes", "By", Growth.Of(_before, now));
            _before = now;
        }
    }
}
