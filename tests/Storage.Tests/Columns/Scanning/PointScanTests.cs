using CsCheck;
using Fleet.Domain.Metrics;
using Fleet.Grains.Columns;
using Fleet.Grains.Metrics;
using Fleet.Storage.Columns;
using Fleet.Storage.Columns.Scanning;

namespace Fleet.Storage.Tests.Columns.Scanning;

/// <summary>Points against a plain recount of random reports in random files.</summary>
public sealed class PointScanTests : IDisposable
{
    private const long Hour = 3_600_000;
    private const long Year = 365 * 24 * Hour;
    private const int Metric = 3, Alias = 4;
    private static readonly double[] Quantiles = [0.5, 0, 0.95, 1];

    private readonly TemporaryFolder _folder = new();
    private readonly ColumnFiles _files;

    public PointScanTests() => _files = new ColumnFiles(new ColumnStoreOptions(_folder.Path), TimeProvider.System);

    private static readonly Gen<ColumnValue> AnyValue = Gen.Select(Gen.Int[Metric, Alias + 1], Gen.Double[-50, 50], Gen.Double[0, 20], Gen.Bool)
        .Select((metric, value, swing, isGauge) => isGauge ? ColumnRows.Gauge(metric, value, value - swing, value + (swing / 3)) : ColumnRows.Scalar(metric, value));

    private static readonly Gen<ColumnReport> AnyReport = Gen.Select(Gen.Long[1, 12], Gen.OneOf(Gen.Long[0, 30 * Hour], Gen.Long[0, Year]), AnyValue.Array[0, 3])
        .Select((device, end, values) => ColumnRows.Report(device << 40, end, [ColumnRows.Scalar(9, 1), .. values.DistinctBy(v => v.MetricId)]));

    private static readonly Gen<ColumnQuery> AnyQuery =
        from range in Gen.OneOf(Gen.Const(ValidRange.Any), Gen.Select(Gen.Double[-40, 0], Gen.Double[1, 40], (min, max) => new ValidRange(min, max)))
        from times in Gen.OneOf(Gen.Const((0L, long.MaxValue)), Gen.Select(Gen.Long[0, 10 * Hour], Gen.Long[11 * Hour, Year]))
        from step in Gen.OneOf(Gen.Const(0L), Gen.Const(Hour), Gen.Const(24 * Hour))
        from bounds in Gen.Bool
        from quantiles in Gen.Bool
        from aliases in Gen.Bool
        from selected in Gen.Long[1, 14].HashSet[0, 8]
        from selection in Gen.Int[0, 2]
        from deleted in Gen.Long[1, 12].HashSet[0, 2]
        select new ColumnQuery
        {
            Project = "p",
            MetricId = Metric,
            AliasIds = aliases ? [Alias] : [],
            Range = range,
            FromMs = times.Item1,
            ToMs = times.Item2,
            StepMs = step,
            Bounds = bounds,
            Quantiles = quantiles ? Quantiles : [],
            Deleted = [.. deleted.Select(d => d << 40)],
            Grouping = selection == 2 ? ColumnGrouping.Selection : ColumnGrouping.None,
            Selection = selection == 0 ? null : new ColumnSelection([.. selected.Select(d => d << 40)], [.. selected.Select(d => (int)(d % 3))], ["zero", "one", "two"]),
        };

    public void Dispose()
    {
        _files.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public Task Points_are_those_of_a_recount_in_the_first_answer_and_in_those_from_memory() =>
        Gen.Select(AnyReport.Array[1, 60].Array[1, 4], AnyReport.Array[0, 10], AnyQuery.Array[1, 6]).SampleAsync(
            async (reports, waiting, queries) =>
            {
                var files = await Task.WhenAll(reports.Select(r => _files.WriteAsync("p", 0, 0, ColumnLayout.SeveralDays, r, new Dictionary<int, string>(), default)));
                foreach (var query in queries)
                {
                    var tail = waiting.Where(r => r.EndMs >= query.FromMs && r.EndMs < query.ToMs).SelectMany(r => TailOf(r, query)).ToList();
                    var answer = await _files.QueryAsync(query, files, tail, default);
                    Agree(query, Recount(query, [.. reports.SelectMany(static r => r), .. waiting]), answer);
                    Agree(query, await _files.AggregateAsync(query, files, tail, default), answer);
                }
            },
            iter: 60,
            threads: 1);

    [Fact]
    public async Task Nothing_in_the_range_is_an_answer_without_series()
    {
        var file = await _files.WriteAsync("p", 0, 0, 0, [ColumnRows.Report(1, Year, ColumnRows.Scalar(Metric, 1))], new Dictionary<int, string>(), default);
        foreach (var step in new[] { 0, Hour })
        {
            var query = new ColumnQuery { Project = "p", MetricId = Metric, FromMs = 0, ToMs = 2 * Hour, StepMs = step, Quantiles = Quantiles };
            Assert.Empty((await _files.QueryAsync(query, [file], [], default)).Series);
            Assert.Equal((0L, 0L), (await _files.QueryAsync(query with { ToMs = long.MaxValue }, [], [], default)) is var none ? (none.Reports, none.Devices) : default);
        }
    }

    /// <summary>Rows are told apart by their place in a file, which the engine unpacks on several threads.</summary>
    [Fact]
    public async Task Rows_of_large_files_keep_their_order()
    {
        const int Devices = 1_500, Hours = 100;
        var files = new List<ColumnFile>();
        for (var part = 0; part < 3; part++)
        {
            var first = part * Hours;
            var reports = Enumerable.Range(0, Devices * Hours).Select(i => ColumnRows.Report(i / Hours, (first + (i % Hours)) * Hour, ColumnRows.Scalar(Metric, (i / Hours) + (1e-4 * (first + (i % Hours))))));
            files.Add(await _files.WriteAsync("p", 0, 0, ColumnLayout.SeveralDays, [.. reports], new Dictionary<int, string>(), default));
        }

        var query = new ColumnQuery { Project = "p", MetricId = Metric, FromMs = 0, ToMs = long.MaxValue, StepMs = Hour, Quantiles = [0, 1], Selection = new([3, 700, 1_499], [0, 0, 0], [""]) };
        for (var i = 0; i < 5; i++)
        {
            var points = (await _files.QueryAsync(query, files, [], default)).Series[0].Points;
            Assert.Equal(Enumerable.Range(0, 3 * Hours).Select(h => (h * Hour, 3 + (1e-4 * h), 1_499 + (1e-4 * h))), points.Select(p => (p.StartMs, p.Quantiles[0], p.Quantiles[1])));
        }
    }

    [Fact]
    public async Task A_question_with_more_places_than_fit_into_memory_is_answered_by_the_engine()
    {
        var file = await _files.WriteAsync(
            "p", 0, 0, 0, [ColumnRows.Report(1, 0, ColumnRows.Scalar(Metric, 1)), ColumnRows.Report(1, Year, ColumnRows.Scalar(Metric, 2))], new Dictionary<int, string>(), default);
        var query = new ColumnQuery { Project = "p", MetricId = Metric, FromMs = 0, ToMs = long.MaxValue, StepMs = 1000, Quantiles = Quantiles };
        var ordinals = new DeviceOrdinals(query);
        Assert.Null(PointTable.TryOf(query, ordinals, new FoldBudget(1), 0, Year));
        Assert.Equal([(0L, 1.0), (Year, 2.0)], (await _files.QueryAsync(query, [file], [], default)).Series[0].Points.Select(p => (p.StartMs, p.Sum)));
    }

    [Fact]
    public void Memory_that_values_and_devices_take_is_counted()
    {
        var budget = new FoldBudget(10_000);
        using var point = new PointSums(keepsValues: true, budget);
        for (var i = 0; i < 1_000; i++)
        {
            point.Add(i, i, i, i);
        }

        Assert.False(budget.IsSpent);
        point.Add(100_000, 1, 1, 1);
        Assert.True(budget.IsSpent);
    }

    private static IEnumerable<TailRow> TailOf(ColumnReport report, ColumnQuery query) => report.Values
        .Where(v => query.MetricIds.Contains(v.MetricId))
        .Select(v => new TailRow(report.DeviceId, report.Serial, report.EndMs, report.Cohort, report.SoftwareType, report.SoftwareVersion, v.Value, v.Min, v.Max, 0, []));

    private static ColumnAnswer Recount(ColumnQuery query, IReadOnlyList<ColumnReport> reports)
    {
        var devices = query.Selection?.DeviceIds.ToList();
        var rows = reports
            .Where(r => r.EndMs >= query.FromMs && r.EndMs < query.ToMs && !query.Deleted.Contains(r.DeviceId) && devices?.Contains(r.DeviceId) != false)
            .SelectMany(r => r.Values.Where(v => query.MetricIds.Contains(v.MetricId)).Select(v => (
                r.DeviceId,
                Group: query.Grouping == ColumnGrouping.None ? "" : query.Selection!.Names[query.Selection.Groups[devices!.IndexOf(r.DeviceId)]],
                Start: query.StepMs == 0 ? query.FromMs : r.EndMs / query.StepMs * query.StepMs,
                Value: v)))
            .ToLookup(r => query.Range.Holds(r.Value.Min, r.Value.Max));
        var series = rows[true].GroupBy(r => r.Group).Select(g => new ColumnSeries(g.Key, "", [.. g.GroupBy(r => r.Start).OrderBy(p => p.Key).Select(p =>
        {
            var sorted = p.Select(r => r.Value.Value).Order().ToList();
            var sum = new ExactSum();
            sorted.ForEach(v => sum.Add(v));
            return new SeriesPoint(
                p.Key,
                sorted.Count,
                p.Select(r => r.DeviceId).Distinct().Count(),
                sorted.Count,
                sum.Value,
                p.Min(r => r.Value.Min),
                p.Max(r => r.Value.Max),
                sum.Value / sorted.Count,
                [.. query.Quantiles.Select(q => sorted[(int)Math.Floor(q * (sorted.Count - 1))])]);
        })]));
        return new ColumnAnswer([.. series.OrderBy(s => query.Selection is null ? 0 : query.Selection.Names.ToList().IndexOf(s.Group))], rows[true].Count(), rows[true].Select(r => r.DeviceId).Distinct().Count())
        {
            SetApart = rows[false].GroupBy(r => r.Start).ToDictionary(g => g.Key, g => (long)g.Count()),
        };
    }

    /// <summary>Sums of the engine are compensated and not exact.</summary>
    private static void Agree(ColumnQuery query, ColumnAnswer expected, ColumnAnswer found)
    {
        Assert.Equal((expected.Reports, expected.Devices), (found.Reports, found.Devices));
        Assert.Equal(expected.SetApart.OrderBy(a => a.Key), found.SetApart.OrderBy(a => a.Key));
        Assert.Equal(expected.Series.Select(s => (s.Group, s.Version, s.Points.Count)), found.Series.Select(s => (s.Group, s.Version, s.Points.Count)));
        foreach (var (right, point) in expected.Series.SelectMany(s => s.Points).Zip(found.Series.SelectMany(s => s.Points)))
        {
            Assert.Equal(right.Sum, point.Sum, 1e-9);
            Assert.Equal(right.Mean, point.Mean, 1e-9);
            Assert.Equal((right.StartMs, right.Reports, right.Population, right.Count), (point.StartMs, point.Reports, point.Population, point.Count));
            Assert.Equal(right.Quantiles, point.Quantiles);
            if (query.Bounds)
            {
                Assert.Equal((right.Min, right.Max), (point.Min, point.Max));
            }
        }
    }
}
