using System.Globalization;
using Fleet.DeviceAgent.Metrics;
using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Host;

/// <summary><c>thermal_&lt;type&gt;_c</c>: degrees Celsius of each thermal zone, by the type that the kernel gives it.</summary>
internal sealed class ThermalCollector : ISystemCollector
{
    private readonly (string Path, GaugeSeries Series)[] _zones;
    private readonly double?[] _degrees;

    public ThermalCollector(MetricAggregator aggregator, HostRoots roots)
    {
        var directory = Path.Combine(roots.Sys, "class", "thermal");
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        _zones =
        [
            .. Zones(directory).Select(zone => (
                Path.Combine(zone, "temp"),
                aggregator.AddBuiltIn(KeyOf(zone, names), MetricKind.Gauge, "Cel", new GaugeSeries { IsBuiltIn = true }))),
        ];
        _degrees = new double?[_zones.Length];
    }

    public string Name => "thermal";

    public void Read()
    {
        for (var i = 0; i < _zones.Length; i++)
        {
            try
            {
                _degrees[i] = Rounding.Hundredths(double.Parse(File.ReadAllText(_zones[i].Path), CultureInfo.InvariantCulture) / 1000);
            }
            catch (Exception e) when (e is IOException or FormatException or UnauthorizedAccessException)
            {
                // A zone whose sensor is asleep answers EAGAIN or ENODATA.
                _degrees[i] = null;
            }
        }
    }

    public void Record(long at)
    {
        for (var i = 0; i < _zones.Length; i++)
        {
            if (_degrees[i] is { } degrees)
            {
                _zones[i].Series.TrySet(degrees, at);
            }
        }
    }

    private static IEnumerable<string> Zones(string directory) => Directory.Exists(directory)
        ? Directory.EnumerateDirectories(directory, "thermal_zone*").Where(zone => File.Exists(Path.Combine(zone, "type"))).Order(StringComparer.Ordinal)
        : [];

    private static string KeyOf(string zone, Dictionary<string, int> names)
    {
        var type = MetricNamePart.Of(File.ReadAllText(Path.Combine(zone, "type")).Trim(), "zone");
        var same = names[type] = names.GetValueOrDefault(type) + 1;
        return same == 1 ? $"thermal_{type}_c" : $"thermal_{type}_{same}_c";
    }
}
