using CsCheck;
using Fleet.Domain.Devices;
using Fleet.Domain.Metrics;
using Fleet.Grains.Cohorts;
using Fleet.Grains.Columns;
using Fleet.Grains.Management;
using Fleet.Grains.Metrics;
using Fleet.Storage;
using Fleet.Tests.Shared;
using static Fleet.Grains.Tests.EmbeddedFleet;

namespace Fleet.Grains.Tests.Columns;

/// <summary>Answers from rollups and from column files against a plain recount of the reports that a random fleet sent.</summary>
public sealed class ColumnAnswerTests(PostgresServer postgres)
{
    private static readonly double[] Quantiles = [0, 0.05, 0.5, 0.95, 1];

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public Task Rollups_and_column_files_answer_what_a_recount_of_all_reports_does(StoreKind store) => CompareAsync(store, withDeletions: false);

    /// <summary>What a deleted device had brought to rollups stays in them, without its name; column files forget it.</summary>
    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public Task Column_files_answer_what_a_recount_of_the_devices_that_were_not_deleted_does(StoreKind store) => CompareAsync(store, withDeletions: true);

    /// <summary>Whatever range a bucket was made under, by this process or by one that had not heard of the last change.</summary>
    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public Task Both_answer_what_a_recount_under_the_range_of_now_does_whenever_it_was_set_and_whatever_devices_call_the_metric(StoreKind store) => FleetStep.WithDefinitions.SampleAsync(
        async steps =>
        {
            await using var fleet = await StartAsync(storage: await postgres.NewAsync(store));
            await fleet.Grain<IMetricCatalogGrain>(GrainKeys.Catalog(Project)).Register(Reports.OtherTable.Encoded.ToArray());
            var reports = await PlayAsync(fleet, steps);
            foreach (var metric in new[] { "temperature", "restarts", "latency" })
            {
                await CompareAsync(fleet, reports, metric, Resolution.Hour, withRollups: true);
                await CompareAsync(fleet, reports, metric, Resolution.Day, withRollups: true);
            }
        },
        iter: 12,
        threads: 1);

    private Task CompareAsync(StoreKind store, bool withDeletions) => FleetStep.Sequence(withDeletions).SampleAsync(
        async steps =>
        {
            await using var fleet = await StartAsync(storage: await postgres.NewAsync(store));
            var reports = await PlayAsync(fleet, steps);
            foreach (var metric in new[] { "temperature", "restarts", "latency" })
            {
                await CompareAsync(fleet, reports, metric, Resolution.Hour, withRollups: !withDeletions);
                await CompareAsync(fleet, reports, metric, Resolution.Day, withRollups: !withDeletions);
            }
        },
        iter: store == StoreKind.Sqlite ? 10 : 5,
        threads: 1);

    internal static async Task<List<ReportModel>> PlayAsync(EmbeddedFleet fleet, FleetStep[] steps)
    {
        var reports = new Dictionary<(int Device, int Number), ReportModel>();
        foreach (var step in steps)
        {
            switch (step)
            {
                case FleetStep.Send send:
                    var version = $"1.{send.Version}";
                    var entry = Reports.Entry(send.Number, Noon - send.AgeMs, Reports.Of(send.ByOtherKeys ? Reports.OtherTable : Reports.Table, send.Value, (int)send.Value, send.Latencies));
                    await fleet.SyncAsync($"d{send.Device}", version, entry);

                    // A clock that runs ahead is set right; a number that was seen before does not count again.
                    var end = Math.Min(Noon, Noon - send.AgeMs);
                    reports.TryAdd((send.Device, send.Number), new ReportModel($"d{send.Device}", version, end, send.Value, send.Latencies, send.ByOtherKeys));
                    break;
                case FleetStep.SetRange or FleetStep.Rename:
                    await DefineAsync(fleet, step);
                    break;
                case FleetStep.Settle:
                    await fleet.SettleAsync();
                    break;
                case FleetStep.Flush flush:
                    await fleet.Grain<IColumnGrain>(GrainKeys.Columns(flush.Shard)).Flush();
                    break;
                case FleetStep.Merge:
                    await fleet.Grain<IColumnMergeGrain>(GrainKeys.ColumnMerge(Project)).Merge();
                    break;
                case FleetStep.Delete delete:
                    await DeviceDeletion.DeleteAsync(fleet.Get<IGrainFactory>(), new DeviceKey(Project, $"d{delete.Device}"));
                    foreach (var key in reports.Keys.Where(k => k.Device == delete.Device).ToList())
                    {
                        reports.Remove(key);
                    }

                    break;
                case FleetStep.Compact:
                    await fleet.Grain<ICohortGrain>(GrainKeys.Cohort(Project, "default")).Compact();
                    break;
                case FleetStep.Rebuild:
                    await fleet.Get<IReadModels>().ClearAsync(default);
                    break;
            }
        }

        return [.. reports.Values];
    }

    private static async Task DefineAsync(EmbeddedFleet fleet, FleetStep step)
    {
        var catalog = fleet.Grain<IMetricCatalogGrain>(GrainKeys.Catalog(Project));
        switch (step)
        {
            case FleetStep.SetRange { Elsewhere: false } set:
                await catalog.Change(set.Metric, new MetricChange { Range = new MetricRangeChange(set.Min, set.Max) });
                break;
            case FleetStep.SetRange set:
                var metric = await FindAsync(fleet, set.Metric);
                await fleet.Get<IMetricCatalogStore>().DescribeAsync(Project, metric.Key, new MetricDescription("", "", metric.Unit) { Range = new(set.Min, set.Max) }, default);
                break;
            case FleetStep.Rename rename:
                var (first, other) = (rename.Metric, Reports.OtherNameOf(rename.Metric));
                if ((await FindAsync(fleet, first)).Key != (rename.ToOther ? other : first))
                {
                    await (rename.ToOther ? catalog.Rename(first, other) : catalog.Rename(other, first));
                }

                break;
        }
    }

    private static async Task<MetricInfo> FindAsync(EmbeddedFleet fleet, string name) =>
        MetricInfo.Of(await fleet.Get<IMetricCatalogStore>().LoadMetricsAsync(Project, default)).Single(m => m.Names.Contains(name));

    private static async Task CompareAsync(EmbeddedFleet fleet, List<ReportModel> all, string metric, Resolution resolution, bool withRollups)
    {
        var info = await FindAsync(fleet, metric);
        var named = all.Where(r => r.Of(metric).Any() && info.Names.Contains(r.KeyOf(metric))).ToList();
        var reports = named.Where(r => info.Range.Holds(r.Of(metric).Min(v => v.Min), r.Of(metric).Max(v => v.Max))).ToList();
        var expected = Recount(reports, metric, r => (0, r.BucketStart(resolution)));
        if (withRollups)
        {
            var rollups = await RollupsAsync(fleet, info, resolution);
            Agree(expected, rollups.Points, quantilesWithin: 0.01);
            Assert.Equal(
                (reports.Count, reports.Select(r => r.Serial).Distinct().Count(), named.Count - reports.Count, 0),
                (rollups.Reports, rollups.Devices, rollups.OutOfRange, rollups.OtherRange.Count));
        }

        var query = new ColumnQuery
        {
            Project = Project,
            MetricId = 0,
            FromMs = 0,
            ToMs = long.MaxValue,
            StepMs = Bucket.LengthMs(resolution),
            Quantiles = Quantiles,
        }.About(info.Stored);
        var reader = fleet.Get<ColumnReader>();
        var within = metric == "latency" ? 0.01 : 0;
        var answer = await reader.QueryAsync(query, default);
        Agree(expected, Assert.Single(answer.Series.DefaultIfEmpty(new ColumnSeries("", "", []))).Points, within);
        var counted = reports.Where(r => r.Of(metric).Any()).ToList();
        Assert.Equal(
            (counted.Count, counted.Select(r => r.Serial).Distinct().Count(), named.Count - reports.Count), (answer.Reports, answer.Devices, answer.OutOfRange));
        var windows = await reader.WindowAsync(query, null, default);
        Assert.Equal(counted.GroupBy(r => r.Serial).Select(g => g.Sum(r => r.Of(metric).Count())).Order(), windows.Values.Select(w => (int)w.Count).Order());

        var byVersion = await reader.QueryAsync(query with { Grouping = ColumnGrouping.Software }, default);
        foreach (var series in byVersion.Series)
        {
            Assert.Equal("main", series.Group);
            Agree(Recount(reports.Where(r => r.Version == series.Version), metric, r => (0, r.BucketStart(resolution))), series.Points, within);
        }

        Assert.Equal(counted.Select(r => r.Version).Distinct().Order(StringComparer.Ordinal), byVersion.Series.Select(s => s.Version));

        var top = await reader.QueryAsync(
            query with { StepMs = 0, Grouping = ColumnGrouping.Device, Ranking = new ColumnRanking(ColumnStatistic.Max, false, 3) }, default);
        Assert.Equal(
            counted.GroupBy(r => r.Serial).Select(g => (Serial: g.Key, Max: g.SelectMany(r => r.Of(metric)).Max(v => v.Max)))
                .OrderByDescending(g => g.Max).ThenBy(g => g.Serial, StringComparer.Ordinal).Take(3),
            top.Series.Select(s => (s.Group, s.Points[0].Max)));
    }

    private static async Task<SeriesAnswer> RollupsAsync(EmbeddedFleet fleet, MetricInfo metric, Resolution resolution)
    {
        await fleet.SettleAsync();
        return await fleet.Get<RangedSeries>().ReadAsync(Project, "", new SeriesQuery(metric.Stored, (int)resolution, 0, long.MaxValue, Quantiles), default);
    }

    private static List<SeriesPoint> Recount(IEnumerable<ReportModel> reports, string metric, Func<ReportModel, (int, long Start)> bucket) =>
        [.. reports.Where(r => r.Of(metric).Any()).GroupBy(bucket).OrderBy(g => g.Key.Start).Select(g =>
        {
            var values = g.SelectMany(r => r.Of(metric)).ToList();
            var sorted = values.Select(v => v.Value).Order().ToList();
            return new SeriesPoint(
                g.Key.Start,
                g.Count(),
                g.Select(r => r.Serial).Distinct().Count(),
                values.Count,
                values.Sum(v => v.Value),
                values.Min(v => v.Min),
                values.Max(v => v.Max),
                values.Sum(v => v.Value) / values.Count,
                [.. Quantiles.Select(q => sorted[(int)Math.Floor(q * (sorted.Count - 1))])]);
        })];

    private static void Agree(IReadOnlyList<SeriesPoint> expected, IReadOnlyList<SeriesPoint> found, double quantilesWithin)
    {
        Assert.Equal(expected.Select(p => p with { Quantiles = null! }), found.Select(p => p with { Quantiles = null! }));
        foreach (var (right, point) in expected.Zip(found))
        {
            foreach (var (exact, quantile) in right.Quantiles.Zip(point.Quantiles))
            {
                Assert.InRange(quantile, exact - (Math.Abs(exact) * quantilesWithin), exact + (Math.Abs(exact) * quantilesWithin));
            }
        }
    }
}
