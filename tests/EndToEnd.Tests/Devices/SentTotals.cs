using System.Collections.Concurrent;

namespace Fleet.EndToEnd.Tests.Devices;

/// <summary>What the devices of a test recorded, by hour and software version: what the rollups must say once all is acknowledged.</summary>
internal sealed class SentTotals
{
    public const long HourMs = 3_600_000;

    private readonly ConcurrentDictionary<(long HourMs, string Version), Total> _totals = new();

    public void Add(long wallMs, string version, int value) =>
        _totals.AddOrUpdate(
            (wallMs / HourMs * HourMs, version),
            new Total(1, value),
            (_, old) => new Total(old.Count + 1, old.Sum + value));

    /// <summary>By begin of the hour, all versions together.</summary>
    public SortedDictionary<long, Total> ByHour() => Sum(_ => true);

    public SortedDictionary<long, Total> ByHour(string version) => Sum(v => v == version);

    public IReadOnlyList<string> Versions => [.. _totals.Keys.Select(k => k.Version).Distinct().Order(StringComparer.Ordinal)];

    public long Reports => _totals.Values.Sum(t => t.Count);

    private SortedDictionary<long, Total> Sum(Func<string, bool> includes)
    {
        var hours = new SortedDictionary<long, Total>();
        foreach (var ((hour, version), total) in _totals)
        {
            if (includes(version))
            {
                var old = hours.GetValueOrDefault(hour);
                hours[hour] = new Total(old.Count + total.Count, old.Sum + total.Sum);
            }
        }

        return hours;
    }
}
