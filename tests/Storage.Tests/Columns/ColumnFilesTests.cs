using Fleet.Domain.Metrics;
using Fleet.Grains.Columns;
using Fleet.Storage.Columns;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Storage.Tests.Columns;

/// <summary>Column files on a disk.</summary>
public sealed class ColumnFilesTests : IDisposable
{
    private const string Project = "p";
    private const long Hour = 3_600_000;

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private readonly ColumnFiles _files;

    public ColumnFilesTests() => _files = new ColumnFiles(new ColumnStoreOptions(Path.Combine(_folder.Path, "it's")), _time);

    public void Dispose()
    {
        _files.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_file_answers_for_the_rows_that_were_written()
    {
        var file = await WriteAsync(
            ColumnRows.Report(1, Hour + 1, ColumnRows.Gauge(1, 2, 1, 5)),
            ColumnRows.Report(2, Hour + 2, ColumnRows.Gauge(1, 4, 3, 4), ColumnRows.Scalar(2, 9)),
            ColumnRows.Report(1, (2 * Hour) + 1, ColumnRows.Scalar(1, 7)));
        Assert.Equal((3L, Hour + 1, (2 * Hour) + 1), (file.Rows, file.FromMs, file.ToMs));
        Assert.Equal(new FileInfo(Directory.GetFiles(_folder.Path, "*.parquet", SearchOption.AllDirectories)[0]).Length, file.Bytes);

        var answer = await _files.QueryAsync(Query(1) with { StepMs = Hour, Quantiles = [0.5, 1] }, [file], [], default);
        var points = Assert.Single(answer.Series).Points;
        Assert.Equal((3L, 2L), (answer.Reports, answer.Devices));
        Assert.Equal((Hour, 2L, 2L, 6.0, 1.0, 5.0, 3.0), (points[0].StartMs, points[0].Reports, points[0].Population, points[0].Sum, points[0].Min, points[0].Max, points[0].Mean));
        Assert.Equal([2.0, 4.0], points[0].Quantiles);
        Assert.Equal((2 * Hour, 7.0), (points[1].StartMs, points[1].Sum));
    }

    [Fact]
    public async Task Files_with_other_columns_and_rows_that_wait_are_one_answer()
    {
        var scalars = await WriteAsync(ColumnRows.Report(1, Hour, ColumnRows.Scalar(1, 1)), ColumnRows.Report(2, Hour, ColumnRows.Scalar(9, 1)));
        var gauges = await WriteAsync(ColumnRows.Report(3, Hour, ColumnRows.Gauge(1, 10, 8, 12)));
        var timers = await WriteAsync(ColumnRows.Report(4, Hour, ColumnRows.Samples(1, 100, 200, 300)));
        var tail = new TailRow(5, "d5", Hour, "default", "main", "1.0", 1000, 1000, 1000, 0, []);

        var answer = await _files.QueryAsync(Query(1) with { Quantiles = [0, 0.5, 1] }, [scalars, gauges, timers], [tail], default);
        var point = Assert.Single(Assert.Single(answer.Series).Points);
        Assert.Equal((4L, 4L, 6L, 1611.0, 1.0, 1000.0), (point.Reports, point.Population, point.Count, point.Sum, point.Min, point.Max));
        Assert.Equal(1, point.Quantiles[0]);
        Assert.Equal(100, point.Quantiles[1], 1.0);
        Assert.Equal(1000, point.Quantiles[2]);
        var merged = await _files.MergeAsync([scalars, gauges, timers], new Dictionary<int, string> { [1] = "it's" }, default);
        var again = await _files.QueryAsync(Query(1) with { Quantiles = [0, 0.5, 1] }, [merged], [tail], default);
        Assert.Equal(point with { Quantiles = null! }, again.Series[0].Points[0] with { Quantiles = null! });
        Assert.Equal(point.Quantiles, again.Series[0].Points[0].Quantiles);
    }

    [Fact]
    public async Task What_the_valid_range_does_not_hold_is_set_apart_in_every_answer_and_told()
    {
        var file = await WriteAsync(
            ColumnRows.Report(1, Hour, ColumnRows.Scalar(1, 1)),
            ColumnRows.Report(1, Hour + 1, ColumnRows.Scalar(1, 3.5)),
            ColumnRows.Report(2, Hour + 2, ColumnRows.Gauge(1, 2, 1, 3)),
            ColumnRows.Report(3, Hour + 3, ColumnRows.Gauge(1, 2, 0.5, 3)),
            ColumnRows.Report(4, 2 * Hour, ColumnRows.Samples(1, 1, 3, 9)));
        var tail = new TailRow(5, "d5", 2 * Hour, "default", "main", "1.0", 3, 3, 3, 0, []);
        var query = Query(1) with { StepMs = Hour, Range = new ValidRange(1, 3) };

        foreach (var asked in new[] { query, query with { Quantiles = [0.5] } })
        {
            var answer = await _files.QueryAsync(asked, [file], [tail], default);
            Assert.Equal([(Hour, 2L, 2L, 3.0), (2 * Hour, 1L, 1L, 3.0)], answer.Series[0].Points.Select(p => (p.StartMs, p.Reports, p.Population, p.Sum)));
            Assert.Equal((3L, 3L, 3L), (answer.Reports, answer.Devices, answer.OutOfRange));
            Assert.Equal([(Hour, 2L), (2 * Hour, 1L)], answer.SetApart.OrderBy(b => b.Key).Select(b => (b.Key, b.Value)));
        }

        var histogram = await _files.HistogramAsync(query, new ColumnBins(1, null, null), [file], [tail], default);
        Assert.Equal((3L, 3L, 3L), (histogram.Reports, histogram.Counts.Sum(), histogram.OutOfRange));
        Assert.Equal(3, (await _files.DeviceMeansAsync(query, [file], [tail], default)).Devices);
        Assert.Equal([1L, 2L, 5L], (await _files.WindowAsync(query, null, [file], [tail], default)).Keys.Order());
        var least = await _files.QueryAsync(query with { Range = new ValidRange(1, null) }, [file], [tail], default);
        Assert.Equal((5L, 1L), (least.Reports, least.OutOfRange));
        var selected = query with { Selection = new ColumnSelection([3, 4], [0, 0], [""]) };
        Assert.Equal(2, (await _files.QueryAsync(selected, [file], [tail], default)).OutOfRange);
    }

    [Fact]
    public async Task A_metric_with_several_numbers_has_the_values_of_all_also_when_a_file_has_more_than_one()
    {
        var both = await WriteAsync(
            ColumnRows.Report(1, Hour, ColumnRows.Scalar(1, 1), ColumnRows.Scalar(2, 10)), ColumnRows.Report(2, Hour, ColumnRows.Scalar(2, 20)));
        var one = await WriteAsync(ColumnRows.Report(3, Hour, ColumnRows.Gauge(1, 100, 90, 110), ColumnRows.Scalar(9, 5)));

        var answer = await _files.QueryAsync(Query(2) with { AliasIds = [1], Quantiles = [0, 1] }, [both, one], [], default);
        var point = Assert.Single(Assert.Single(answer.Series).Points);
        Assert.Equal((4L, 3L, 131.0, 1.0, 110.0), (point.Reports, point.Population, point.Sum, point.Min, point.Max));
        Assert.Equal((4L, 3L), (answer.Reports, answer.Devices));
        var pairs = await _files.PairAsync(
            Query(2) with { AliasIds = [1] }, Query(9), new MetricRows([both, one], []), new MetricRows([one], []), default);
        Assert.Equal((100.0, 5.0), (Assert.Single(pairs).First, pairs[0].Second));
    }

    [Fact]
    public async Task Only_selected_devices_count_each_in_its_group()
    {
        var file = await WriteAsync([.. Enumerable.Range(1, 6).Select(i => ColumnRows.Report(i, Hour, ColumnRows.Scalar(1, i)))]);
        var query = Query(1) with { Grouping = ColumnGrouping.Selection, Selection = new ColumnSelection([1, 2, 5, 99], [1, 0, 1, 0], ["even", "odd"]) };
        var answer = await _files.QueryAsync(query, [file], [], default);
        Assert.Equal([("even", 2.0), ("odd", 6.0)], answer.Series.Select(s => (s.Group, s.Points[0].Sum)));
        Assert.Equal((3L, 3L), (answer.Reports, answer.Devices));
    }

    [Fact]
    public async Task Groups_are_ranked_and_cut_and_equal_ones_come_by_name()
    {
        var file = await WriteAsync([.. Enumerable.Range(1, 6).Select(i => ColumnRows.Report(i, Hour, ColumnRows.Scalar(1, i / 2)))]);
        var query = Query(1) with { Grouping = ColumnGrouping.Device, Ranking = new ColumnRanking(ColumnStatistic.Mean, Ascending: false, 3) };
        var answer = await _files.QueryAsync(query, [file], [], default);
        Assert.Equal(["d6", "d4", "d5"], answer.Series.Select(s => s.Group));
        var least = await _files.QueryAsync(query with { Ranking = new ColumnRanking(ColumnStatistic.Mean, Ascending: true, 2), Quantiles = [0.5] }, [file], [], default);
        Assert.Equal(["d1", "d2"], least.Series.Select(s => s.Group));
    }

    [Fact]
    public async Task A_histogram_counts_each_value_once()
    {
        var file = await WriteAsync([.. Enumerable.Range(0, 101).Select(i => ColumnRows.Report(i, Hour, ColumnRows.Scalar(1, i)))]);
        var whole = await _files.HistogramAsync(Query(1), new ColumnBins(10, null, null), [file], [], default);
        Assert.Equal((0L, 0L, 101L, 101L, true), (whole.Below, whole.Above, whole.Reports, whole.Devices, whole.IsExact));
        Assert.Equal([.. Enumerable.Repeat(10L, 9), 11L], whole.Counts);
        Assert.Equal(11, whole.Edges.Count);

        var middle = await _files.HistogramAsync(Query(1), new ColumnBins(2, 20, 40), [file], [], default);
        Assert.Equal((20L, 60L), (middle.Below, middle.Above));
        Assert.Equal([10L, 11L], middle.Counts);
    }

    [Fact]
    public async Task A_histogram_of_a_timer_counts_its_samples()
    {
        var file = await WriteAsync(ColumnRows.Report(1, Hour, ColumnRows.Samples(1, 5, 15, 15.1, 25)));
        var found = await _files.HistogramAsync(Query(1), new ColumnBins(3, 0, 30), [file], [], default);
        Assert.Equal([1L, 2L, 1L], found.Counts);
        Assert.False(found.IsExact);
    }

    [Fact]
    public async Task A_histogram_of_nothing_and_of_one_value_has_its_bins()
    {
        var none = await _files.HistogramAsync(Query(1), new ColumnBins(3, null, null), [], [], default);
        Assert.Equal([0L, 0L, 0L], none.Counts);
        Assert.Equal(0, none.Reports);
        var one = await _files.HistogramAsync(Query(1), new ColumnBins(3, null, null), [await WriteAsync(ColumnRows.Report(1, Hour, ColumnRows.Scalar(1, 42)))], [], default);
        Assert.Equal(1, one.Counts.Sum());
    }

    [Fact]
    public async Task A_file_that_went_is_told_from_a_fault()
    {
        var file = await WriteAsync(ColumnRows.Report(1, Hour, ColumnRows.Scalar(1, 1)));
        System.IO.File.Delete(Directory.GetFiles(_folder.Path, "*.parquet", SearchOption.AllDirectories)[0]);
        await Assert.ThrowsAsync<ColumnFileMissingException>(() => _files.QueryAsync(Query(1), [file], [], default));
        await Assert.ThrowsAsync<ColumnFileMissingException>(() => _files.MergeAsync([file, file], new Dictionary<int, string>(), default));
    }

    [Fact]
    public async Task Sweeping_removes_old_files_that_nobody_knows_and_leaves_young_ones()
    {
        var known = await WriteAsync(ColumnRows.Report(1, Hour, ColumnRows.Scalar(1, 1)));
        await WriteAsync(ColumnRows.Report(1, Hour, ColumnRows.Scalar(1, 1)));
        System.IO.File.WriteAllText(Path.Combine(_folder.Path, "it's", Project, "notes.txt"), "not ours");
        _time.SetUtcNow(TimeProvider.System.GetUtcNow() + ColumnFiles.SweepAge - TimeSpan.FromMinutes(5));
        Assert.Equal(0, await _files.SweepAsync(Project, new HashSet<Guid> { known.Id }, default));
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(1, await _files.SweepAsync(Project, new HashSet<Guid> { known.Id }, default));
        Assert.Single((await _files.QueryAsync(Query(1), [known], [], default)).Series);
    }

    [Fact]
    public async Task A_file_holds_the_metrics_of_its_part_only()
    {
        var report = ColumnRows.Report(1, Hour, [.. Enumerable.Range(1, 1100).Select(m => ColumnRows.Scalar(m, m))]);
        for (var part = 0; part < 3; part++)
        {
            var file = await _files.WriteAsync(Project, part, 0, 0, [report], new Dictionary<int, string>(), default);
            Assert.All(file.Metrics.Shapes.Keys, metric => Assert.Equal(part, ColumnLayout.PartOf(metric)));
            var metric = file.Metrics.Shapes.Keys.Max();
            Assert.Equal(metric, (await _files.QueryAsync(Query(metric), [file], [], default)).Series[0].Points[0].Sum);
        }
    }

    /// <summary>A timer's value is the sum of its samples: its device's mean is by samples.</summary>
    [Fact]
    public async Task Each_device_has_one_mean_however_often_it_reports()
    {
        var file = await WriteAsync(
            ColumnRows.Report(1, Hour, ColumnRows.Scalar(1, 1)),
            ColumnRows.Report(1, 2 * Hour, ColumnRows.Scalar(1, 3)),
            ColumnRows.Report(2, Hour, ColumnRows.Samples(1, 4, 6, 8)));
        var tail = new TailRow(3, "d3", Hour, "default", "main", "1.0", 10, 10, 10, 0, []);
        var means = await _files.DeviceMeansAsync(Query(1), [file], [tail], default);
        Assert.Equal((3L, 6.0), (means.Devices, means.Mean));
        Assert.Equal(16.0, means.Variance, 1e-12);
        Assert.Equal(default, await _files.DeviceMeansAsync(Query(1), [], [], default));
    }

    [Fact]
    public async Task Devices_count_once_in_each_group_and_point_and_those_above_nothing_are_told()
    {
        var file = await WriteAsync(
            ColumnRows.Report(1, Hour, ColumnRows.Scalar(1, 0)),
            ColumnRows.Report(1, Hour + 1, ColumnRows.Scalar(1, 1)),
            ColumnRows.Report(1, 2 * Hour, ColumnRows.Scalar(1, 0)),
            ColumnRows.Report(2, Hour, ColumnRows.Scalar(1, 0)));
        var tail = new TailRow(3, "d3", Hour, "beta", "main", "1.0", 2, 2, 2, 0, []);
        var whole = await _files.CountDevicesAsync(Query(1), [file], [tail], default);
        Assert.Equal([new DeviceCount("", "", 0, 3, 2)], whole);
        var hourly = await _files.CountDevicesAsync(Query(1) with { StepMs = Hour, Grouping = ColumnGrouping.Cohort }, [file], [tail], default);
        Assert.Equal([new DeviceCount("beta", "", Hour, 1, 1), new DeviceCount("default", "", Hour, 2, 1), new DeviceCount("default", "", 2 * Hour, 1, 0)], hourly);
    }

    /// <summary>The metrics are in files of different parts; device 1 lacks the other in its second report, device 3 waits for a file.</summary>
    [Fact]
    public async Task Two_metrics_are_summed_over_the_reports_that_carry_both()
    {
        const int Other = 600;
        ColumnReport[] reports =
        [
            ColumnRows.Report(1, Hour, ColumnRows.Scalar(1, 5), ColumnRows.Scalar(Other, 50)),
            ColumnRows.Report(1, 2 * Hour, ColumnRows.Scalar(1, 100)),
            ColumnRows.Report(2, Hour, ColumnRows.Scalar(1, 7), ColumnRows.Scalar(Other, 70)),
            ColumnRows.Report(2, 3 * Hour, ColumnRows.Scalar(Other, 1_000)),
        ];
        var first = await WriteAsync(reports);
        var second = await _files.WriteAsync(Project, ColumnLayout.PartOf(Other), 0, 0, reports, new Dictionary<int, string>(), default);
        TailRow Waiting(double value) => new(3, "d3", Hour, "default", "main", "1.0", value, value, value, 0, []);

        var sums = await _files.PairAsync(Query(1) with { StepMs = Hour }, Query(1) with { StepMs = Hour, MetricId = Other }, new MetricRows([first], [Waiting(1)]), new MetricRows([second], [Waiting(10)]), default);
        Assert.Equal([new PairedSums("", "", Hour, 3, 13, 130)], sums);
        var selected = Query(1) with { Selection = new ColumnSelection([2], [0], [""]), Grouping = ColumnGrouping.Software };
        Assert.Equal([new PairedSums("main", "1.0", 0, 1, 7, 70)], await _files.PairAsync(selected, selected with { MetricId = Other }, new MetricRows([first], []), new MetricRows([second], []), default));
    }

    [Fact]
    public async Task Rows_of_deleted_devices_do_not_count_and_can_be_taken_out()
    {
        var file = await WriteAsync([.. Enumerable.Range(1, 3).Select(i => ColumnRows.Report(i, Hour, ColumnRows.Scalar(1, i)))]);
        var without = await _files.QueryAsync(Query(1) with { Deleted = [2] }, [file], [], default);
        Assert.Equal((2L, 4.0), (without.Devices, without.Series[0].Points[0].Sum));

        var keys = new Dictionary<int, string>();
        Assert.Equal(new ColumnRewrite(false, null), await _files.WithoutAsync(file, [99], keys, default));
        Assert.Equal(new ColumnRewrite(true, null), await _files.WithoutAsync(file, [1, 2, 3], keys, default));
        var rewrite = await _files.WithoutAsync(file, [2, 99], keys, default);
        Assert.Equal((2L, true), (rewrite.File!.Rows, rewrite.File.Id != file.Id));
        Assert.Equal(4.0, (await _files.QueryAsync(Query(1), [rewrite.File], [], default)).Series[0].Points[0].Sum);
    }

    [Fact]
    public async Task A_question_that_is_no_longer_wanted_stops()
    {
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _files.QueryAsync(Query(1), [], [], cancel.Token));
    }

    private static ColumnQuery Query(int metric) => new() { Project = Project, MetricId = metric, FromMs = 0, ToMs = long.MaxValue };

    private Task<ColumnFile> WriteAsync(params ColumnReport[] reports) =>
        _files.WriteAsync(Project, 0, 0, 0, reports, new Dictionary<int, string> { [1] = "it's \"one\"" }, default);
}
