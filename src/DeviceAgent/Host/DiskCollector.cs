using System.Globalization;

namespace Fleet.DeviceAgent.Host;

/// <summary>
/// <c>disk_&lt;name&gt;_read_bytes</c>, <c>disk_&lt;name&gt;_written_bytes</c>, <c>disk_&lt;name&gt;_busy_pct</c> (share of the time with
/// requests under way) of each disk from its first request on, from <c>/proc/diskstats</c> (Documentation/admin-guide/iostats.rst). A disk
/// is what has hardware behind it: no partitions, loops, RAM disks, mappings of other disks.
/// </summary>
internal sealed class DiskCollector(SystemSource source) : ISystemCollector
{
    private const int NameColumn = 2;
    private const int SectorsRead = 5;
    private const int SectorsWritten = 9;
    private const int MillisecondsBusy = 12;

    /// <summary>In this file, whatever sectors the disk itself has.</summary>
    private const ulong SectorBytes = 512;

    private Dictionary<string, DiskTotals> _before = new(StringComparer.Ordinal);
    private Dictionary<string, DiskTotals> _now = new(StringComparer.Ordinal);
    private long? _since;

    public string Name => "disks";

    public void Read()
    {
        (_before, _now) = (_now, _before);
        _now.Clear();
        var path = source.Proc("diskstats");
        if (source.Files.Read(path) is not { } text)
        {
            return;
        }

        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (columns.Length <= MillisecondsBusy
                || !TryParse(columns[SectorsRead], out var read) || !TryParse(columns[SectorsWritten], out var written)
                || !TryParse(columns[MillisecondsBusy], out var busy))
            {
                source.Files.Malformed(path);
            }
            else if (read + written > 0 && IsDisk(columns[NameColumn]))
            {
                _now[columns[NameColumn]] = new DiskTotals(read, written, busy);
            }
        }
    }

    public void Record(long at)
    {
        foreach (var (name, now) in _now)
        {
            // One that was not there at the first sample came up since: all that it counted is new.
            if (_since is not { } since || source.Time.GetElapsedTime(since, at) is var elapsed && elapsed <= TimeSpan.Zero)
            {
                continue;
            }

            var before = _before.GetValueOrDefault(name);
            var part = MetricNamePart.Of(name, "none");
            source.Series.Count($"disk_{part}_read_bytes", "By", Growth.Of(before.SectorsRead, now.SectorsRead) * SectorBytes);
            source.Series.Count($"disk_{part}_written_bytes", "By", Growth.Of(before.SectorsWritten, now.SectorsWritten) * SectorBytes);
            var busy = Math.Min(100, 100 * Growth.Of(before.MillisecondsBusy, now.MillisecondsBusy) / elapsed.TotalMilliseconds);
            source.Series.Average($"disk_{part}_busy_pct", "%", Rounding.Hundredths(busy), elapsed.Ticks);
        }

        _since = at;
    }

    /// <summary>Boot and replay-protected partitions of eMMC count as disks of their own in <c>/sys/block</c>; they are not.</summary>
    private bool IsDisk(string name) =>
        !(name.StartsWith("mmcblk", StringComparison.Ordinal) && (name.Contains("boot", StringComparison.Ordinal) || name.EndsWith("rpmb", StringComparison.Ordinal)))
        && Directory.Exists(source.Sys($"block/{name}/device"));

    private static bool TryParse(string text, out ulong value) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
