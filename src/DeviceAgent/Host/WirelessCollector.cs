using System.Globalization;

namespace Fleet.DeviceAgent.Host;

/// <summary><c>wireless_&lt;interface&gt;_rssi_dbm</c>: strength of the received signal, the column <c>level</c> of <c>/proc/net/wireless</c>.</summary>
internal sealed class WirelessCollector(SystemSource source) : ISystemCollector
{
    private const int HeadLines = 2;
    private const int LevelColumn = 2;

    /// <summary>Some drivers give the signed byte as an unsigned one.</summary>
    private const double Wrap = 256;
    private const double LeastWrapped = 128;

    private readonly List<(string Interface, double Level)> _levels = [];

    public string Name => "wireless";

    public void Read()
    {
        _levels.Clear();
        var path = source.Proc("net/wireless");
        foreach (var line in source.Files.Read(path)?.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(HeadLines) ?? [])
        {
            var colon = line.IndexOf(':');
            var columns = line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (colon < 1 || columns.Length <= LevelColumn
                || !double.TryParse(columns[LevelColumn].TrimEnd('.'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var level))
            {
                source.Files.Malformed(path);
                continue;
            }

            // Levels from 0 to 127 are a driver's own measure of quality, and tell no power.
            if (level < 0 || level is >= LeastWrapped and < Wrap)
            {
                _levels.Add((MetricNamePart.Of(line[..colon].Trim(), "none"), level < 0 ? level : level - Wrap));
            }
        }
    }

    public void Record(long at) => _levels.ForEach(entry => source.Series.Set($"wireless_{entry.Interface}_rssi_dbm", "dBm", entry.Level, at));
}
