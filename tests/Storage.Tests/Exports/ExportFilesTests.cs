using System.Text.Json;
using Fleet.Grains.Columns;
using Fleet.Grains.Exports;
using Fleet.Protocol.Metrics;
using Fleet.Storage.Columns;
using Fleet.Storage.Exports;
using Fleet.Storage.Tests.Columns;
using Fleet.Tests.Shared;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Storage.Tests.Exports;

public sealed class ExportFilesTests : IDisposable
{
    private const string Project = "p";
    private const long Hour = 3_600_000;

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private readonly ColumnFiles _columns;
    private readonly ExportFiles _exports;

    public ExportFilesTests()
    {
        var options = new ColumnStoreOptions(Path.Combine(_folder.Path, "it's")) { MaxExportValues = 6_000 };
        _columns = new ColumnFiles(options, _time);
        _exports = new ExportFiles(options, _columns);
    }

    public void Dispose()
    {
        _exports.Dispose();
        _columns.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Values_of_all_parts_are_in_one_row_of_their_report()
    {
        var reports = Enumerable.Range(1, 20)
            .Select(i => ColumnRows.Report(i, i * Hour, [.. Enumerable.Range(1, 4).Where(m => (i >> (m - 1) & 1) == 1).Select(m => ColumnRows.Scalar(m * 400, (100 * i) + m))]))
            .Where(r => r.Values.Length > 0)
            .ToList();
        var (files, tail) = (reports.Take(15).ToList(), reports.Skip(15).ToList());
        var byPart = new Dictionary<int, IReadOnlyList<ColumnFile>>();
        foreach (var part in new[] { 0, 1, 2, 3 })
        {
            var rows = files.Where(r => r.Values.Any(v => ColumnLayout.PartOf(v.MetricId) == part)).Chunk(3);
            byPart[part] = [.. await Task.WhenAll(rows.Select(r => WriteAsync(part, r)))];
        }

        var metrics = Enumerable.Range(1, 4).Select(m => Metric(m * 400, $"m{m}", MetricKind.Counter)).ToList();
        var table = await ExportAsync(new ExportRows(metrics, false, byPart, tail, []));
        Assert.Equal(
            reports.OrderBy(r => r.Serial, StringComparer.Ordinal).Select(r => $"{r.Serial} {string.Join(' ', metrics.Select(m => r.TryFind(m.Id, out var v) ? v.Value : double.NaN))}"),
            table.Rows.Select(r => $"{r["serial"]} {string.Join(' ', metrics.Select(m => r[m.Key] ?? double.NaN))}"));
    }

    [Fact]
    public async Task Values_of_two_reports_that_nothing_tells_apart_are_never_in_one_row()
    {
        ColumnReport[] twins =
        [
            ColumnRows.Report(1, Hour, ColumnRows.Scalar(1, 1), ColumnRows.Scalar(600, 10)),
            ColumnRows.Report(1, Hour, ColumnRows.Scalar(1, 2), ColumnRows.Scalar(600, 20)),
            ColumnRows.Report(2, Hour, ColumnRows.Scalar(1, 3), ColumnRows.Scalar(600, 30)),
        ];
        var byPart = new Dictionary<int, IReadOnlyList<ColumnFile>> { [0] = [await WriteAsync(0, twins)], [1] = [await WriteAsync(1, twins)] };
        var table = await ExportAsync(new ExportRows([Metric(1, "a", MetricKind.Counter), Metric(600, "b", MetricKind.Counter)], false, byPart, [], []));
        string[] expected = ["d1 1 -", "d1 2 -", "d1 - 10", "d1 - 20", "d2 3 30"];
        Assert.Equal(expected.Order(StringComparer.Ordinal), table.Rows.Select(r => $"{r["serial"]} {r["a"] ?? "-"} {r["b"] ?? "-"}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Columns_have_types_that_need_no_help_and_the_metadata_tells_what_they_are()
    {
        var file = await WriteAsync(0, ColumnRows.Report(1, 1_767_268_800_123, ColumnRows.Gauge(1, 2, 1, 3), ColumnRows.Samples(2, 5, 7), ColumnRows.Scalar(3, 9)));
        var rows = Rows(file, Metric(3, "cohort", MetricKind.Counter), Metric(2, "latency", MetricKind.Timer, "ms"), Metric(1, "temp.c", MetricKind.Gauge));
        var path = Path.Combine(_folder.Path, "out");
        var table = await ExportAsync(rows, path: path);
        Assert.Equal(
            [
                ("serial", "Varchar"), ("end_time", "TimestampTz"), ("duration_ms", "BigInt"), ("cohort", "Varchar"), ("software_type", "Varchar"), ("software_version", "Varchar"),
                ("session", "Varchar"), ("cohort[value]", "Double"), ("latency[sum]", "Double"), ("latency[min]", "Double"), ("latency[max]", "Double"), ("latency[samples]", "BigInt"),
                ("latency[sketch]", "Blob"), ("temp.c", "Double"), ("temp.c[min]", "Double"), ("temp.c[max]", "Double"),
            ],
            table.Columns);
        var row = Assert.Single(table.Rows);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1_767_268_800_123).UtcDateTime, row["end_time"]);
        Assert.Equal([9.0, 12.0, 5.0, 7.0, 2L], new[] { "cohort[value]", "latency[sum]", "latency[min]", "latency[max]", "latency[samples]" }.Select(c => row[c]));
        using var metadata = JsonDocument.Parse(ExportedTable.Metadata(path, "fleet.metrics"));
        Assert.Equal(
            """{"metric":"latency","of":"samples","kind":"timer","unit":"ms"}""", metadata.RootElement.GetProperty("latency[samples]").GetRawText());

        var csv = await ExportAsync(rows, ExportFormat.Csv);
        Assert.DoesNotContain("latency[sketch]", csv.Names);
        Assert.Equal("2026-01-01T12:00:00.123Z", csv.Rows[0]["end_time"]);
    }

    [Fact]
    public async Task A_value_that_is_its_own_extreme_has_extremes_too()
    {
        var mixed = await WriteAsync(0, ColumnRows.Report(1, Hour, ColumnRows.Gauge(1, 2, 1, 3)), ColumnRows.Report(2, Hour, ColumnRows.Gauge(1, 4, 4, 4)));
        var plain = await WriteAsync(0, ColumnRows.Report(3, Hour, ColumnRows.Gauge(1, 5, 5, 5)));
        var rows = Rows(mixed, Metric(1, "a", MetricKind.Gauge)) with
        {
            Files = new Dictionary<int, IReadOnlyList<ColumnFile>> { [0] = [mixed, plain] },
            Tail = [ColumnRows.Report(4, Hour, ColumnRows.Gauge(1, 6, 6, 6)), ColumnRows.Report(5, Hour, ColumnRows.Scalar(2, 9))],
        };
        Assert.Equal(["2 1 3", "4 4 4", "5 5 5", "6 6 6", "  "], (await ExportAsync(rows)).Rows.Select(r => $"{r["a"]} {r["a[min]"]} {r["a[max]"]}"));
        Assert.Equal(["5 5 5"], (await ExportAsync(Rows(plain, Metric(1, "a", MetricKind.Gauge)))).Rows.Select(r => $"{r["a"]} {r["a[min]"]} {r["a[max]"]}"));
    }

    [Fact]
    public async Task A_csv_cell_is_quoted_and_none_is_a_formula()
    {
        var file = await WriteAsync(0, new ColumnReport(1, 1, "-7", Hour, 1, "a,\"b\"", "=1+1", "@x\\\"y", "two\nlines", [ColumnRows.Scalar(1, -0.1)]));
        var path = Path.Combine(_folder.Path, "out.csv");
        var csv = await ExportAsync(Rows(file, Metric(1, "@home", MetricKind.Counter)), ExportFormat.Csv, path);
        Assert.Equal(
            ["\"-7\"", "1970-01-01T01:00:00.000Z", "1", "a,\"b\"", "\"=1+1\"", "\"@x\\\\\\\"y\"", "two\nlines", "-0.1"], csv.Names.Select(n => csv.Rows[0][n]));
        Assert.Equal("\"@home\"", csv.Names.Last());
        Assert.StartsWith("serial,end_time,duration_ms,cohort,software_type,software_version,session,\"\"\"@home\"\"\"\n\"\"\"-7\"\"\",", await System.IO.File.ReadAllTextAsync(path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_of_nothing_has_its_columns()
    {
        var rows = new ExportRows([Metric(1, "a", MetricKind.Gauge)], true, new Dictionary<int, IReadOnlyList<ColumnFile>> { [0] = [] }, [], []);
        foreach (var format in Enum.GetValues<ExportFormat>())
        {
            var table = await ExportAsync(rows, format);
            Assert.Equal([.. ExportColumn.Report, "a", "a[min]", "a[max]"], table.Names);
            Assert.Empty(table.Rows);
        }
    }

    [Fact]
    public async Task What_is_too_much_is_refused_before_it_is_written()
    {
        var few = Rows(await WriteAsync(0, [.. Enumerable.Range(0, 2_000).Select(i => ColumnRows.Report(i, Hour, ColumnRows.Gauge(1, i, i, i)))]), Metric(1, "a", MetricKind.Gauge));
        Assert.Equal(2_000, (await ExportAsync(few)).Rows.Count);
        var more = Rows(await WriteAsync(0, [.. Enumerable.Range(0, 2_001).Select(i => ColumnRows.Report(i, Hour, ColumnRows.Gauge(1, i, i, i)))]), Metric(1, "a", MetricKind.Gauge));
        var e = await Assert.ThrowsAsync<ExportTooLargeException>(() => ExportAsync(more));
        Assert.StartsWith("start_time: the export would have 2,001 reports with 3 columns of values, 6,003 values", e.Message, StringComparison.Ordinal);
        Assert.Empty(Left());
    }

    [Fact]
    public async Task An_export_is_removed_when_it_was_read_when_it_is_cancelled_and_after_a_crash_by_the_sweep()
    {
        var rows = Rows(await WriteAsync(0, ColumnRows.Report(1, Hour, ColumnRows.Scalar(1, 1))), Metric(1, "a", MetricKind.Counter));
        using (await _exports.WriteAsync(Request(ExportFormat.Csv), rows, default))
        {
            Assert.Single(Left());
        }

        Assert.Empty(Left());
        using (var cancelled = new CancellationTokenSource())
        {
            await cancelled.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _exports.WriteAsync(Request(ExportFormat.Csv), rows, cancelled.Token));
        }

        Assert.Empty(Left());
        await System.IO.File.WriteAllTextAsync(Path.Combine(_folder.Path, "it's", Project, "export", $"{Guid.NewGuid():n}.tmp"), "half of it");
        _time.SetUtcNow(TimeProvider.System.GetUtcNow() + ColumnFiles.SweepAge + TimeSpan.FromMinutes(1));
        await _columns.SweepAsync(Project, new HashSet<Guid>(), default);
        Assert.Empty(Left());
    }

    [Fact]
    public async Task An_export_that_is_cancelled_while_it_is_written_leaves_nothing_and_the_next_one_works()
    {
        var options = new ColumnStoreOptions(Path.Combine(_folder.Path, "it's"));
        using var exports = new ExportFiles(options, _columns);
        var rows = Rows(
            await WriteAsync(0, [.. Enumerable.Range(0, 60_000).Select(i => ColumnRows.Report(i, Hour, [.. Enumerable.Range(1, 20).Select(m => ColumnRows.Scalar(m, (i * 7919L * m) % 10_007))]))]),
            [.. Enumerable.Range(1, 20).Select(m => Metric(m, $"m{m}", MetricKind.Counter))]);
        using var cancelled = new CancellationTokenSource();
        using var watcher = new FileSystemWatcher(Directory.CreateDirectory(Path.Combine(_folder.Path, "it's", Project, "export")).FullName);
        watcher.Created += (_, _) => cancelled.Cancel();
        watcher.EnableRaisingEvents = true;
        try
        {
            // On a fast machine it may be over before the news of its begin is here.
            using var whole = await exports.WriteAsync(Request(ExportFormat.Csv), rows, cancelled.Token);
            Assert.Equal(60_000, whole.Reports);
        }
        catch (OperationCanceledException)
        {
            Assert.True(cancelled.IsCancellationRequested);
        }

        watcher.EnableRaisingEvents = false;
        Assert.Empty(Left());
        using var next = await exports.WriteAsync(Request(ExportFormat.Csv), rows, default);
        Assert.Equal(60_000, next.Reports);
    }

    [Fact]
    public async Task A_file_that_went_is_told_from_a_fault()
    {
        var rows = Rows(await WriteAsync(0, ColumnRows.Report(1, Hour, ColumnRows.Scalar(1, 1))), Metric(1, "a", MetricKind.Counter));
        System.IO.File.Delete(Directory.GetFiles(_folder.Path, "*.parquet", SearchOption.AllDirectories)[0]);
        await Assert.ThrowsAsync<ColumnFileMissingException>(() => _exports.WriteAsync(Request(ExportFormat.Csv), rows, default));
        Assert.Empty(Left());
    }

    private static ExportMetric Metric(int id, string key, MetricKind kind, string unit = "") => ExportMetric.Of(new(id, key, kind, unit, 0), ColumnShape.Value);

    private static ExportRequest Request(ExportFormat format) => new() { Project = Project, FromMs = 0, ToMs = long.MaxValue, Format = format };

    private static ExportRows Rows(ColumnFile file, params ExportMetric[] metrics) =>
        new(metrics, false, new Dictionary<int, IReadOnlyList<ColumnFile>> { [0] = [file] }, [], []);

    private string[] Left() =>
        Directory.Exists(Path.Combine(_folder.Path, "it's", Project, "export")) ? Directory.GetFiles(Path.Combine(_folder.Path, "it's", Project, "export")) : [];

    private Task<ColumnFile> WriteAsync(int part, params ColumnReport[] reports) =>
        _columns.WriteAsync(Project, part, 0, 0, reports, new Dictionary<int, string>(), default);

    private async Task<ExportedTable> ExportAsync(ExportRows rows, ExportFormat format = ExportFormat.Parquet, string? path = null)
    {
        path ??= Path.Combine(_folder.Path, $"{Guid.NewGuid():n}");
        using (var exported = await _exports.WriteAsync(Request(format), rows, default))
        {
            await using var file = System.IO.File.Create(path);
            await exported.Content.CopyToAsync(file);
        }

        return format == ExportFormat.Csv ? ExportedTable.CsvText(path) : ExportedTable.Parquet(path);
    }
}
