using Fleet.Domain.Devices;
using Fleet.Grains.Devices;
using Fleet.Grains.Processing;
using Fleet.Grains.Projections;
using Fleet.Protocol;
using Fleet.Storage;
using static Fleet.Grains.Tests.EmbeddedFleet;

namespace Fleet.Grains.Tests.Projections;

/// <summary>From the acknowledgement of a batch to the buckets at every level, in one process and on real files.</summary>
public sealed class ReadModelTests
{
    private const long Today = Noon - (12 * Hour);

    [Fact]
    public async Task A_report_counts_in_the_hour_and_the_day_of_its_version_its_cohort_and_the_fleet()
    {
        await using var fleet = await StartAsync();
        await fleet.SyncAsync("d1", "1.0", Reports.Entry(1, Noon - 10, Reports.Of(20, 1, 5, 7)));
        await fleet.SyncAsync("d2", "1.0", Reports.Entry(1, Noon - 20, Reports.Of(30, 10, 9)));
        await fleet.SyncAsync("d3", "2.0", Reports.Entry(1, Noon - Hour - 20, Reports.Of(60, 100)));

        Assert.Equal([(Noon - Hour, 2L, 11.0)], await fleet.SumsAsync("restarts", cohort: "default", version: "1.0"));
        Assert.Equal([(Noon - (2 * Hour), 1L, 100.0)], await fleet.SumsAsync("restarts", cohort: "default", version: "2.0"));
        Assert.Equal([(Noon - (2 * Hour), 1L, 100.0), (Noon - Hour, 2L, 11.0)], await fleet.SumsAsync("restarts", cohort: "default"));
        Assert.Equal([(Noon - (2 * Hour), 1L, 100.0), (Noon - Hour, 2L, 11.0)], await fleet.SumsAsync("restarts"));
        Assert.Equal([(Today, 2L, 11.0)], await fleet.SumsAsync("restarts", resolution: 2, cohort: "default", version: "1.0"));
        Assert.Equal([(Today, 3L, 111.0)], await fleet.SumsAsync("restarts", resolution: 2));

        var temperature = (await fleet.SeriesAsync("temperature"))[^1];
        Assert.Equal((2L, 2L, 50.0, 19.0, 31.0, 25.0), (temperature.Reports, temperature.Count, temperature.Sum, temperature.Min, temperature.Max, temperature.Mean));
        var latency = Assert.Single(await fleet.SeriesAsync("latency"));
        Assert.Equal((2L, 3L, 21.0), (latency.Reports, latency.Count, latency.Sum));
        Assert.Equal(7, latency.Quantiles[0], 0.07);

        var device = await fleet.Get<IDeviceDirectory>().FindAsync(new DeviceKey(Project, "d3"), default);
        Assert.Equal(("default", "2.0", "rev-a", Noon), (device!.Cohort, device.SoftwareVersion, device.HardwareVersion, device.LastSeenMs));
    }

    [Fact]
    public async Task A_late_report_corrects_the_closed_hour_and_day_at_every_level()
    {
        await using var fleet = await StartAsync();
        var threeDaysAgo = Noon - (3 * Day) - 10;
        await fleet.SyncAsync("d1", "1.0", Reports.Entry(1, threeDaysAgo, Reports.Of(20, 1)));
        Assert.Equal([(Noon - (3 * Day) - Hour, 1L, 1.0)], await fleet.SumsAsync("restarts"));
        await fleet.SyncAsync("d2", "1.0", Reports.Entry(1, threeDaysAgo + 5, Reports.Of(20, 10)), Reports.Entry(2, Noon - 1, Reports.Of(20, 100)));
        foreach (var cohort in new[] { null, "default" })
        {
            Assert.Equal([(Noon - (3 * Day) - Hour, 2L, 11.0), (Noon - Hour, 1L, 100.0)], await fleet.SumsAsync("restarts", cohort: cohort));
            Assert.Equal([(Today - (3 * Day), 2L, 11.0), (Today, 1L, 100.0)], await fleet.SumsAsync("restarts", resolution: 2, cohort: cohort));
        }
    }

    [Fact]
    public async Task A_report_from_a_clock_at_1970_counts_in_the_hour_that_its_uptime_tells()
    {
        await using var fleet = await StartAsync();
        const long Uptime = 10 * Hour;
        await fleet.SyncAsync(Reports.Request("d1", "1.0", [Reports.Entry(1, 0, Reports.Of(20, 1), Uptime - (5 * Hour) - 1), Reports.Entry(2, Noon + Day, Reports.Of(20, 10))], uptimeMs: Uptime));
        Assert.Equal([(Noon - (6 * Hour), 1L, 1.0), (Noon, 1L, 10.0)], await fleet.SumsAsync("restarts"));
    }

    [Fact]
    public async Task A_rejected_entry_is_in_the_processing_log()
    {
        await using var fleet = await StartAsync();
        await fleet.SyncAsync("d1", "1.0", Reports.Entry(1, Noon, Reports.Of(20, 1)) with { Type = 42 });
        await fleet.SettleAsync();
        var line = Assert.Single(await fleet.Get<IProcessingLog>().ListAsync(Project, null, null, 10, default));
        Assert.Equal(("d1", 1L, 42, (int)RejectionCode.UnknownType, Noon), (line.Serial, line.Number, line.EntryType, line.Code, line.AtMs));
    }

    [Fact]
    public async Task A_server_that_died_between_acknowledgement_and_projection_counts_once_after_its_restart()
    {
        var folder = NewFolder();
        await using (var fleet = await StartAsync(folder))
        {
            await fleet.SyncAsync("d1", "1.0", Reports.Entry(1, Noon - 10, Reports.Of(20, 1)));
            await fleet.SettleAsync();
            await fleet.SyncAsync("d1", "1.0", Reports.Entry(2, Noon - 9, Reports.Of(20, 10)));
        }

        await using (var fleet = await StartAsync(folder))
        {
            await fleet.SyncAsync("d1", "1.0", Reports.Entry(3, Noon - 8, Reports.Of(20, 100)));
            Assert.Equal([(Noon - Hour, 1L, 111.0)], await fleet.SumsAsync("restarts"));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_projection_whose_commit_broke_before_or_after_it_was_made_counts_once(bool wasMade)
    {
        ForgetfulProjectionStore? store = null;
        await using var fleet = await StartAsync(configure: services => services.Wrap<IProjectionStore>(real => store = new ForgetfulProjectionStore(real)));
        await fleet.SyncAsync("d1", "1.0", Reports.Entry(1, Noon - 10, Reports.Of(20, 1)));
        await fleet.SettleAsync();
        if (wasMade)
        {
            store!.BreakNextAfter();
        }
        else
        {
            store!.BreakNextBefore();
        }

        // Whichever round meets the break, a woken one or this one, the next must put it right.
        await fleet.SyncAsync("d1", "1.0", Reports.Entry(2, Noon - 9, Reports.Of(20, 10)));
        await Record.ExceptionAsync(fleet.SettleAsync);
        await fleet.SyncAsync("d1", "1.0", Reports.Entry(3, Noon - 8, Reports.Of(20, 100)));
        Assert.Equal([(Noon - Hour, 1L, 111.0)], await fleet.SumsAsync("restarts"));
    }

    [Fact]
    public async Task A_commit_from_a_checkpoint_that_was_passed_is_refused()
    {
        await using var fleet = await StartAsync();
        await fleet.SyncAsync("d1", "1.0", Reports.Entry(1, Noon - 10, Reports.Of(20, 1)));
        await fleet.SettleAsync();
        var shard = new DeviceKey(Project, "d1").ShardOf(fleet.Log.ShardCount);
        var stale = new ProjectionCommit
        {
            Shard = shard,
            Expected = default,
            Next = new ProjectionCheckpoint(1, 1),
            Devices = [],
            Reports = [],
            Observations = [],
            Partials = [],
            Touched = [],
            Processing = [],
        };
        Assert.False(await fleet.Get<IProjectionStore>().CommitAsync(stale, default));
    }

    [Fact]
    public async Task Read_models_that_were_thrown_away_come_back_the_same_to_the_byte()
    {
        await using var fleet = await StartAsync();
        for (var i = 1; i <= 60; i++)
        {
            var entry = Reports.Entry(1 + (i / 7), Noon - (i * 977_000L), Reports.Of(i * 1.7, i % 3, i * 0.1, i * 0.7));
            await fleet.SyncAsync($"d{i % 7}", i % 2 == 0 ? "1.0" : "1.1", i % 10 == 0 ? entry with { Type = 42 } : entry);
            await fleet.SyncAsync($"d{i % 7}", "1.0", Observations.Reboot(1_000 + i, Noon - i), Observations.Crash(2_000 + i, Noon - (2 * i), offset: (ulong)i));
        }

        await fleet.SettleAsync();
        var before = fleet.DumpReadModels();
        Assert.Contains(before, line => line.StartsWith("rollup:", StringComparison.Ordinal));
        Assert.Equal(120, before.Count(line => line.StartsWith("observation:", StringComparison.Ordinal)));
        await fleet.Get<IReadModels>().ClearAsync(default);
        await fleet.SettleAsync();
        Assert.Equal(before, fleet.DumpReadModels());

        await fleet.SyncAsync("d1", "1.0", Reports.Entry(100, Noon - 1, Reports.Of(20, 1)));
        await fleet.SettleAsync();
        Assert.NotEqual(before, fleet.DumpReadModels());
    }

    [Fact]
    public async Task An_acknowledged_report_reaches_the_fleet_bucket_without_anyone_asking()
    {
        FleetBucketSignal? signal = null;
        await using var fleet = await StartAsync(configure: services => services.Wrap<Metrics.IRollupStore>(real => signal = new FleetBucketSignal(real)));
        await fleet.SyncAsync("d1", "1.0", Reports.Entry(1, Noon - 10, Reports.Of(20, 1)));
        await signal!.Merged.WaitAsync(TimeSpan.FromSeconds(30));
    }
}
