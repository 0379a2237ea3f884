using System.Globalization;
using Fleet.DeviceAgent.Metrics;
using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Host;

/// <summary><c>loadavg_1m</c>, <c>loadavg_5m</c>, <c>loadavg_15m</c> from <c>/proc/loadavg</c>.</summary>
internal sealed class LoadCollector(MetricAggregator aggregator, SystemSource source) : ISystemCollector
{
    private readonly GaugeSeries[] _series =
    [
        .. new[] { "1m", "5m", "15m" }.Select(span =>
            aggregator.AddBuiltIn($"loadavg_{span}", MetricKind.Gauge, "", new GaugeSeries { IsBuiltIn = true })),
    ];

    private double[] _averages = [];

    public string Name => "load";

    public void Read()
    {
        _averages = [];
        var path = source.Proc("loadavg");
        if (source.Files.Read(path) is not { } text)
        {
            return;
        }

        var words = text.Split(' ');
        var averages = new List<double>(_series.Length);
        foreach (var word in words.Take(_series.Length))
        {
            if (double.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var average))
            {
                averages.Add(Rounding.Hundredths(average));
            }
        }

        if (averages.Count == _series.Length)
        {
            _averages = [.. averages];
        }
        else
        {
            source.Files.Malformed(path);
        }
    }

    public void Record(long at)
    {
        for (var i = 0; i < _averages.Length; i++)
        {
            _series[i].TrySet(_averages[i], at);
        }
    }
}
