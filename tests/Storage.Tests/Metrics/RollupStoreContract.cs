using Fleet.Domain.Metrics;
using Fleet.Grains.Metrics;
using Fleet.Grains.Projections;
using Fleet.Storage.Tests.Projections;

namespace Fleet.Storage.Tests.Metrics;

/// <summary>What every rollup store does.</summary>
public abstract class RollupStoreContract(StoreFixture store)
{
    private static readonly SoftwareKey V1 = new("main", "1.0");
    private static readonly SoftwareKey V2 = new("main", "2.0");

    private readonly string _project = store.NewProject();

    private IRollupStore Rollups => store.Store.Rollups;

    [Fact]
    public async Task Touched_bucket_is_stale_until_its_merge_is_committed()
    {
        await TouchAsync("beta", Commits.Hour(3));

        var stale = Assert.Single(await Rollups.StaleAsync(_project, "beta", 10, default));
        Assert.Equal(new StaleBucket(_project, "beta", Commits.Hour(3), 1), stale);
        Assert.Equal(["beta"], await Rollups.StaleCohortsAsync(_project, default));
        Assert.Contains(_project, await Rollups.StaleProjectsAsync(default));

        Assert.True(await Rollups.CommitAsync(stale, [new StoredRollup("beta", SoftwareKey.All, 1, [1])], default));
        Assert.Empty(await Rollups.StaleAsync(_project, "beta", 10, default));
        Assert.Empty(await Rollups.StaleCohortsAsync(_project, default));
    }

    [Fact]
    public async Task Stale_buckets_of_a_range_are_those_of_its_resolution_the_latest_first()
    {
        foreach (var hour in new[] { 3, 5, 4 })
        {
            await TouchAsync("beta", Commits.Hour(hour));
        }

        await MergeAsync("beta", Commits.Hour(5), new StoredRollup("beta", SoftwareKey.All, 1, [1]));
        async Task<IEnumerable<Bucket>> StaleAsync(Resolution resolution, Bucket from, Bucket to, int limit = 10) =>
            (await Rollups.StaleInAsync(_project, "beta", resolution, from.StartMs, to.StartMs, limit, default)).Select(s => s.Bucket);

        Assert.Equal([Commits.Hour(4), Commits.Hour(3)], await StaleAsync(Resolution.Hour, Commits.Hour(3), Commits.Hour(6)));
        Assert.Equal([Commits.Hour(4)], await StaleAsync(Resolution.Hour, Commits.Hour(3), Commits.Hour(6), limit: 1));
        Assert.Equal([Commits.Hour(3)], await StaleAsync(Resolution.Hour, Commits.Hour(3), Commits.Hour(4)));
        Assert.Empty(await StaleAsync(Resolution.Day, Commits.Hour(0), Commits.Hour(48)));
    }

    [Fact]
    public async Task Merge_of_a_cohort_makes_the_fleet_stale_and_the_fleets_own_does_not()
    {
        await MergeAsync("beta", Commits.Hour(3), new StoredRollup("beta", SoftwareKey.All, 1, [1]));

        Assert.Empty(await Rollups.StaleCohortsAsync(_project, default));
        Assert.Contains(_project, await Rollups.StaleProjectsAsync(default));
        var fleet = Assert.Single(await Rollups.StaleAsync(_project, "", 10, default));
        Assert.True(await Rollups.CommitAsync(fleet, [new StoredRollup("", SoftwareKey.All, 1, [2])], default));

        Assert.Empty(await Rollups.StaleAsync(_project, "", 10, default));
        Assert.DoesNotContain(_project, await Rollups.StaleProjectsAsync(default));
    }

    [Fact]
    public async Task Merge_of_an_older_stamp_is_refused_and_writes_nothing()
    {
        var bucket = Commits.Hour(4);
        await TouchAsync("beta", bucket);
        var old = (await Rollups.StaleAsync(_project, "beta", 1, default))[0];
        await TouchAsync("beta", bucket);
        var young = (await Rollups.StaleAsync(_project, "beta", 1, default))[0];

        Assert.True(await Rollups.CommitAsync(young, [new StoredRollup("beta", SoftwareKey.All, 1, [2])], default));
        Assert.False(await Rollups.CommitAsync(old, [new StoredRollup("beta", SoftwareKey.All, 1, [1])], default));
        Assert.False(await Rollups.CommitAsync(young, [new StoredRollup("beta", SoftwareKey.All, 1, [3])], default));

        Assert.Equal([2], (await SeriesAsync("beta", SoftwareKey.All, 1))[0].Rollup);
        Assert.Equal(1, Assert.Single(await Rollups.StaleAsync(_project, "", 10, default)).Stamp);
    }

    [Fact]
    public async Task Bucket_touched_during_a_merge_stays_stale()
    {
        var bucket = Commits.Hour(4);
        await TouchAsync("beta", bucket);
        var mark = (await Rollups.StaleAsync(_project, "beta", 1, default))[0];
        await TouchAsync("beta", bucket);

        Assert.True(await Rollups.CommitAsync(mark, [new StoredRollup("beta", SoftwareKey.All, 1, [1])], default));

        Assert.Equal(2, Assert.Single(await Rollups.StaleAsync(_project, "beta", 1, default)).Stamp);
    }

    [Fact]
    public async Task Stale_buckets_come_latest_first_and_are_limited()
    {
        foreach (var hour in new[] { 2, 5, 3 })
        {
            await TouchAsync("beta", Commits.Hour(hour));
        }

        Assert.Equal([Commits.Hour(5), Commits.Hour(3)], (await Rollups.StaleAsync(_project, "beta", 2, default)).Select(stale => stale.Bucket));
    }

    [Fact]
    public async Task Partials_of_all_shards_come_together()
    {
        var bucket = Commits.Hour(6);
        var key = Commits.Partial(_project, "beta", bucket);
        var other = Commits.Partial(_project, "beta", Commits.Hour(7));
        var elsewhere = Commits.Partial(_project, "default", bucket);
        await store.Store.Projections.ApplyAsync(20, commit => commit with { Partials = [new(key, 1, [1]), new(other, 1, [9]), new(elsewhere, 1, [9])] });
        await store.Store.Projections.ApplyAsync(21, commit => commit with { Partials = [new(key, 1, [2]), new(key with { Software = V2 }, 2, [3])] });

        var partials = await Rollups.LoadPartialsAsync(_project, "beta", bucket, default);

        Assert.Equal(
            [(V1, 1, 1), (V1, 1, 2), (V2, 2, 3)],
            partials.Select(partial => (partial.Software, partial.MetricId, (int)partial.Rollup[0])).OrderBy(partial => partial.Item3));
    }

    [Fact]
    public async Task Cohorts_of_a_bucket_come_with_all_software_together_only()
    {
        var bucket = Commits.Hour(8);
        await MergeAsync("beta", bucket, new StoredRollup("beta", SoftwareKey.All, 1, [1]), new StoredRollup("beta", V1, 1, [9]));
        await MergeAsync("default", bucket, new StoredRollup("default", SoftwareKey.All, 2, [2]));
        await MergeAsync("default", Commits.Hour(9), new StoredRollup("default", SoftwareKey.All, 2, [9]));
        await MergeAsync("", bucket, new StoredRollup("", SoftwareKey.All, 1, [9]));

        var cohorts = await Rollups.LoadCohortsAsync(_project, bucket, default);

        Assert.Equal(
            [("beta", 1, 1), ("default", 2, 2)],
            cohorts.Select(rollup => (rollup.Cohort, rollup.MetricId, (int)rollup.Rollup[0])).OrderBy(rollup => rollup.Cohort));
    }

    [Fact]
    public async Task Series_is_of_one_metric_scope_and_range_by_start()
    {
        foreach (var hour in new[] { 13, 10, 11, 12 })
        {
            await MergeAsync(
                "beta",
                Commits.Hour(hour),
                new StoredRollup("beta", SoftwareKey.All, 1, [(byte)hour]),
                new StoredRollup("beta", SoftwareKey.All, 2, [99]),
                new StoredRollup("beta", V1, 1, [(byte)(100 + hour)]));
        }

        Assert.Equal([10, 11, 12], (await SeriesAsync("beta", SoftwareKey.All, 1, 10, 13)).Select(point => (int)point.Rollup[0]));
        Assert.Equal([111, 112], (await SeriesAsync("beta", V1, 1, 11, 13)).Select(point => (int)point.Rollup[0]));
        Assert.Equal([11 * Commits.HourMs], (await SeriesAsync("beta", V1, 1, 11, 12)).Select(point => point.StartMs));
        Assert.Empty(await SeriesAsync("", SoftwareKey.All, 1, 10, 13));
        Assert.Empty(await Rollups.SeriesAsync(_project, "beta", SoftwareKey.All, 1, Resolution.Day, 0, long.MaxValue, default));
    }

    [Fact]
    public async Task Software_of_a_range_leaves_out_all_software_together()
    {
        await MergeAsync("beta", Commits.Hour(1), new StoredRollup("beta", SoftwareKey.All, 1, [1]), new StoredRollup("beta", V1, 1, [1]), new StoredRollup("beta", V1, 2, [1]));
        await MergeAsync("beta", Commits.Hour(2), new StoredRollup("beta", V1, 1, [1]), new StoredRollup("beta", V2, 1, [1]));

        Assert.Equal([V1], await Rollups.SoftwareAsync(_project, "beta", Resolution.Hour, 0, 2 * Commits.HourMs, default));
        Assert.Equal([V1, V2], await Rollups.SoftwareAsync(_project, "beta", Resolution.Hour, 0, 3 * Commits.HourMs, default));
        Assert.Empty(await Rollups.SoftwareAsync(_project, "default", Resolution.Hour, 0, 3 * Commits.HourMs, default));
    }

    private Task<IReadOnlyList<RollupPoint>> SeriesAsync(string cohort, SoftwareKey software, int metric, long fromHour = 0, long toHour = 100) =>
        Rollups.SeriesAsync(_project, cohort, software, metric, Resolution.Hour, fromHour * Commits.HourMs, toHour * Commits.HourMs, default);

    private Task TouchAsync(string cohort, Bucket bucket) =>
        store.Store.Projections.ApplyAsync(30, commit => commit with { Touched = [new TouchedBucket(_project, cohort, bucket)] });

    private async Task MergeAsync(string cohort, Bucket bucket, params StoredRollup[] rollups)
    {
        await TouchAsync(cohort, bucket);
        var mark = (await Rollups.StaleAsync(_project, cohort, 100, default)).Single(stale => stale.Bucket == bucket);
        Assert.True(await Rollups.CommitAsync(mark, rollups, default));
    }
}
