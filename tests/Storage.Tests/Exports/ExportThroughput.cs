using System.Diagnostics;
using Fleet.Grains.Columns;
using Fleet.Grains.Exports;
using Fleet.Protocol.Metrics;
using Fleet.Storage.Columns;
using Fleet.Storage.Exports;
using Fleet.Storage.Tests.Columns;
using Fleet.Tests.Shared;

namespace Fleet.Storage.Tests.Exports;

/// <summary>A figure rather than a test: run with FLEET_TEST_FIGURES=1.</summary>
public sealed class ExportThroughput(ITestOutputHelper output)
{
    private const long Hour = 3_600_000;
    private const int Days = 7;
    private const int Devices = 1_000;
    private const int Counters = 20;
    private const int Gauges = 30;

    [Theory]
    [InlineData(ExportFormat.Parquet)]
    [InlineData(ExportFormat.Csv)]
    public async Task Week_of_a_thousand_devices(ExportFormat format)
    {
        Figures.Ask();
        using var folder = new TemporaryFolder();
        var options = new ColumnStoreOptions(folder.Path);
        using var columns = new ColumnFiles(options, TimeProvider.System);
        using var exports = new ExportFiles(options, columns);
        var files = new List<ColumnFile>();
        for (var day = 0; day < Days; day++)
        {
            files.Add(await columns.WriteAsync("p", 0, 0, day * 24 * Hour, [.. Reports(day)], new Dictionary<int, string>(), default));
        }

        var metrics = Enumerable.Range(1, Counters + Gauges)
            .Select(m => ExportMetric.Of(new(m, $"metric_{m}", m <= Counters ? MetricKind.Counter : MetricKind.Gauge, "", 0), ColumnShape.Value))
            .ToList();
        var rows = new ExportRows(metrics, false, new Dictionary<int, IReadOnlyList<ColumnFile>> { [0] = files }, [], []);
        var started = Stopwatch.GetTimestamp();
        using var exported = await exports.WriteAsync(new ExportRequest { Project = "p", FromMs = 0, ToMs = long.MaxValue, Format = format }, rows, default);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        using var process = Process.GetCurrentProcess();
        output.WriteLine(
            $"{format}: {exported.Reports:N0} reports, {exported.Reports * (Counters + (3 * Gauges)) / 1e6:N1} million values from {files.Sum(f => f.Bytes) / 1e6:N1} MB: "
            + $"{exported.Content.Length / 1e6:N1} MB in {seconds:N1} s; peak of the process {process.PeakWorkingSet64 / 1e6:N0} MB");
    }

    private static IEnumerable<ColumnReport> Reports(int day) =>
        from device in Enumerable.Range(0, Devices)
        from hour in Enumerable.Range(0, 24)
        let seed = (device * 31L) + (hour * 7) + (day * 13)
        select ColumnRows.Report(
            device,
            (((day * 24L) + hour) * Hour) + device,
            [.. Enumerable.Range(1, Counters + Gauges).Select(m => m <= Counters ? ColumnRows.Scalar(m, (seed * m) % 997) : Gauge(m, (seed * m * 7919) % 100_003 / 1000.0))]);

    private static ColumnValue Gauge(int metric, double mean) => ColumnRows.Gauge(metric, mean, mean - 0.7, mean + 1.3);
}
