using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Host;
using Fleet.DeviceAgent.Metrics;
using Fleet.DeviceAgent.Tests.Testing;
using Fleet.Protocol.Metrics;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.DeviceAgent.Tests.Host;

/// <summary>A tree of the kernel's files, and collectors that read it.</summary>
internal sealed class SystemFixture : IDisposable
{
    private readonly TempDirectory _root = new();

    public SystemFixture()
    {
        Aggregator = new MetricAggregator(Time, Counters);
        Source = new SystemSource(new HostRoots(_root["proc"], _root["sys"], _root["run"]), new KernelFiles(Log.Log), new SystemSeries(Aggregator), Time);
    }

    public FakeTimeProvider Time { get; } = new();

    public TestLog Log { get; } = new();

    public AgentCounters Counters { get; } = new();

    public MetricAggregator Aggregator { get; }

    public SystemSource Source { get; }

    public string this[string name] => _root[name];

    public void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root[path])!);
        File.WriteAllText(_root[path], text);
    }

    public void Remove(string path) => File.Delete(_root[path]);

    /// <summary>Looks at the system, after so many seconds.</summary>
    public void Sample(ISystemCollector collector, double seconds = 0)
    {
        Time.Advance(TimeSpan.FromSeconds(seconds));
        new SystemMetrics(Aggregator, [collector], Time, Log.Log).Sample();
    }

    /// <summary>Ends the interval; what has no value is not there.</summary>
    public Dictionary<string, MetricValue> Close()
    {
        var interval = Aggregator.Close();
        return interval.Columns.Zip(interval.Values).Where(pair => pair.Second != MetricValue.Absent).ToDictionary(pair => pair.First.Key, pair => pair.Second);
    }

    public void Dispose() => _root.Dispose();
}
