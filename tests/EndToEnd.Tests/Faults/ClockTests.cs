using Fleet.Api.V1;
using Fleet.EndToEnd.Tests.Api;
using Fleet.EndToEnd.Tests.Devices;
using Fleet.EndToEnd.Tests.Server;
using Fleet.Protocol.Sync;

namespace Fleet.EndToEnd.Tests.Faults;

/// <summary>
/// Devices whose clocks are wrong. Each test has a device and a software version of its own, so that the cohort's buckets of that version
/// hold its reports alone.
/// </summary>
[Collection(EmbeddedServer.Collection)]
public sealed class ClockTests(EmbeddedServer embedded) : IDisposable
{
    private const long Hour = SentTotals.HourMs;

    private static readonly TimeSpan Within = TimeSpan.FromSeconds(20);

    /// <summary>What may pass between recording and upload, on a machine with other things to do.</summary>
    private static readonly TimeSpan Near = TimeSpan.FromSeconds(20);

    private readonly SyncHttp _http = new(embedded.Server.SyncUrl, embedded.Server.Profile.ProjectKey);
    private readonly FleetApi _api = FleetApi.Grpc(embedded.Server);

    public void Dispose()
    {
        _api.Dispose();
        _http.Dispose();
    }

    [Fact]
    public async Task Clock_at_1970_is_rebuilt_from_the_uptime_of_the_boot_that_uploads()
    {
        var device = Device("clock-1970");
        device.Record(7, wallMs: 12_345, uptimeMs: device.UptimeMs - (2 * Hour));

        var report = Assert.Single(await UploadAsync(device, 1));

        Assert.True(report.ClockRepaired);
        AssertNear(TestDevice.WallMs - (2 * Hour), report);
        await AssertBucketsAsync(device, (report, 7));
    }

    [Fact]
    public async Task Clock_in_the_future_becomes_the_time_of_receipt()
    {
        var device = Device("clock-future");
        device.Record(7, TestDevice.WallMs + (80L * 365 * 24 * Hour));

        var report = Assert.Single(await UploadAsync(device, 1));

        Assert.True(report.ClockRepaired);
        Assert.Equal(report.ReceivedTime, report.EndTime);
        await AssertBucketsAsync(device, (report, 7));
    }

    [Fact]
    public async Task Clock_that_jumps_back_to_1970_is_placed_by_its_neighbours_of_the_same_boot()
    {
        var device = Device("clock-back");
        var old = device.Now with { BootId = new Guid("6f1c1b6c-0000-4000-8000-000000000001") };
        var wall = TestDevice.WallMs - (5 * Hour);
        device.Record(1, wall, uptimeMs: 10_000, old);
        device.Record(2, wallMs: 0, uptimeMs: 10_000 + Hour, old);

        var reports = await UploadAsync(device, 2);

        Assert.False(reports[0].ClockRepaired);
        Assert.True(reports[1].ClockRepaired);
        Assert.Equal(wall + Hour, reports[1].EndTime.ToDateTimeOffset().ToUnixTimeMilliseconds());
        await AssertBucketsAsync(device, (reports[0], 1), (reports[1], 2));
    }

    [Fact]
    public async Task Neighbour_of_an_earlier_upload_places_a_late_entry_of_its_boot()
    {
        var device = Device("clock-earlier");
        var old = device.Now with { BootId = new Guid("6f1c1b6c-0000-4000-8000-000000000002") };
        var wall = TestDevice.WallMs - (6 * Hour);
        device.Record(1, wall, uptimeMs: 10_000, old);
        await UploadAsync(device, 1);
        device.Record(2, wallMs: 0, uptimeMs: 10_000 + (2 * Hour), old);

        var reports = await UploadAsync(device, 2);

        Assert.True(reports[1].ClockRepaired);
        Assert.Equal(wall + (2 * Hour), reports[1].EndTime.ToDateTimeOffset().ToUnixTimeMilliseconds());
        await AssertBucketsAsync(device, (reports[0], 1), (reports[1], 2));
    }

    [Fact]
    public async Task Clock_that_jumps_back_to_a_time_that_can_be_is_believed()
    {
        var device = Device("clock-believed");
        var wall = TestDevice.WallMs;
        device.Record(1, wall);
        device.Record(2, wall - (3 * Hour));

        var reports = await UploadAsync(device, 2);

        Assert.All(reports, r => Assert.False(r.ClockRepaired));
        Assert.Equal(wall - (3 * Hour), reports[0].EndTime.ToDateTimeOffset().ToUnixTimeMilliseconds());
        await AssertBucketsAsync(device, (reports[0], 2), (reports[1], 1));
    }

    [Fact]
    public async Task Entry_of_a_boot_that_nobody_knows_gets_the_time_of_receipt()
    {
        var device = Device("clock-unknown");
        device.Record(7, wallMs: 0, uptimeMs: 10_000, device.Now with { BootId = new Guid("6f1c1b6c-0000-4000-8000-000000000003") });

        var report = Assert.Single(await UploadAsync(device, 1));

        Assert.True(report.ClockRepaired);
        Assert.Equal(report.ReceivedTime, report.EndTime);
        await AssertBucketsAsync(device, (report, 7));
    }

    private static TestDevice Device(string name) => new(name, new Random(6), softwareVersion: name);

    /// <returns>All reports of the device, in the order of time.</returns>
    private async Task<IReadOnlyList<Report>> UploadAsync(TestDevice device, int expected)
    {
        await device.SettleAsync(_http);
        IReadOnlyList<Report> reports = [];
        await Eventually.Holds(Within, async () =>
        {
            var now = TimeProvider.System.GetUtcNow();
            reports = await _api.ReportsAsync(device.Serial, now.AddYears(-1), now.AddHours(1));
            Assert.Equal(expected, reports.Count);
        });
        return reports;
    }

    private static void AssertNear(long expectedMs, Report report) =>
        Assert.InRange(
            report.EndTime.ToDateTimeOffset().ToUnixTimeMilliseconds(), expectedMs - (long)Near.TotalMilliseconds, expectedMs + (long)Near.TotalMilliseconds);

    private async Task AssertBucketsAsync(TestDevice device, params (Report Report, int Value)[] reports)
    {
        var expected = reports
            .GroupBy(r => r.Report.EndTime.Seconds / 3600 * 3600, r => r.Value)
            .OrderBy(g => g.Key)
            .Select(g => (g.Key, (long)g.Count(), (double)g.Sum()));
        await Eventually.Holds(Within, async () =>
        {
            var hours = await _api.HoursAsync(TestMetrics.Counter, r =>
            {
                r.Cohort = "default";
                r.SoftwareType = device.Now.SoftwareType;
                r.SoftwareVersion = device.Now.SoftwareVersion;
            });
            Assert.Equal(expected, hours.Select(h => (h.StartTime.Seconds, h.Reports, h.Sum)));
        });
    }
}
