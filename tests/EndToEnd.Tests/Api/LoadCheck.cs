using Fleet.Api.V1;
using Fleet.EndToEnd.Tests.Devices;

namespace Fleet.EndToEnd.Tests.Api;

/// <summary>Whether a server says of a load exactly what its devices sent.</summary>
internal static class LoadCheck
{
    private const string Cohort = "default";
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(30);

    /// <summary>Every entry settled and none rejected; the hours of fleet, cohort and version right in count and sum; every report there once.</summary>
    public static async Task ExactlyOnceAsync(FleetApi api, DeviceLoad load)
    {
        foreach (var device in load.Devices)
        {
            Assert.Empty(device.Rejected);
            Assert.Equal(0, device.PendingCount);
            Assert.Equal(device.LastNumber, device.Acknowledged.Count);
        }

        foreach (var metric in new[] { TestMetrics.Counter, TestMetrics.Gauge })
        {
            await Eventually.Holds(Within, () => SeriesAsync(api, load.Sent, metric));
        }

        await Task.WhenAll(load.Devices.Select(d => EveryReportOnceAsync(api, d)));
    }

    private static async Task SeriesAsync(FleetApi api, SentTotals sent, string metric)
    {
        Compare($"{metric} of the fleet", sent.ByHour(), await api.HoursAsync(metric, r => r.Fleet = true));
        Compare($"{metric} of the cohort", sent.ByHour(), await api.HoursAsync(metric, r => r.Cohort = Cohort));
        foreach (var version in sent.Versions)
        {
            var points = await api.HoursAsync(metric, r =>
            {
                r.Cohort = Cohort;
                r.SoftwareType = "e2e";
                r.SoftwareVersion = version;
            });
            Compare($"{metric} of {version}", sent.ByHour(version), points);
        }
    }

    private static void Compare(string what, SortedDictionary<long, Total> sent, IReadOnlyList<Point> points)
    {
        var found = points.Select(p => $"{p.StartTime}: {p.Reports} reports, count {p.Count}, sum {p.Sum}");
        var expected = sent.Select(h =>
            $"{Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(DateTimeOffset.FromUnixTimeMilliseconds(h.Key))}: {h.Value.Count} reports, count {h.Value.Count}, sum {h.Value.Sum}");
        Assert.True(
            expected.SequenceEqual(found),
            $"{what}\n  sent\n    {string.Join("\n    ", expected)}\n  found\n    {string.Join("\n    ", found)}");
    }

    private static async Task EveryReportOnceAsync(FleetApi api, TestDevice device)
    {
        var now = TimeProvider.System.GetUtcNow();
        var numbers = (await api.ReportsAsync(device.Serial, now.AddHours(-12), now.AddHours(1))).Select(r => r.EntryNumber).Order();
        Assert.Equal(Enumerable.Range(1, (int)device.LastNumber).Select(n => (long)n), numbers);
    }
}
