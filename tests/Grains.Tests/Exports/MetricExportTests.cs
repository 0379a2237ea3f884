using System.Globalization;
using CsCheck;
using Fleet.Domain.Devices;
using Fleet.Grains.Devices;
using Fleet.Grains.Exports;
using Fleet.Grains.Metrics;
using Fleet.Grains.Tests.Columns;
using Fleet.Tests.Shared;
using static Fleet.Grains.Tests.EmbeddedFleet;

namespace Fleet.Grains.Tests.Exports;

/// <summary>Exports against the reports that a random fleet sent.</summary>
public sealed class MetricExportTests(PostgresServer postgres)
{
    private static readonly string[] Keys = ["temperature", "restarts", "latency"];

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public Task An_export_has_each_report_of_the_devices_that_were_not_deleted_once(StoreKind store) => Gen.Select(
        FleetStep.Sequence(withDeletions: true), Gen.Bool.Array[8], Gen.Bool.Array[3], Gen.Long[0, 5 * Day]).SampleAsync(
        async (steps, devices, metrics, age) =>
        {
            await using var fleet = await StartAsync(storage: await postgres.NewAsync(store));
            var reports = await ColumnAnswerTests.PlayAsync(fleet, steps);
            await CompareAsync(fleet, reports, new ExportRequest { Project = Project, FromMs = 0, ToMs = long.MaxValue }, _ => true);

            var names = Enumerable.Range(0, devices.Length).Where(i => devices[i]).Select(i => $"d{i}").ToHashSet();
            var some = new ExportRequest
            {
                Project = Project,
                FromMs = Noon - age,
                ToMs = Noon,
                DeviceIds = await IdsAsync(fleet, names),
                Metrics = [.. Keys.Where((_, i) => metrics[i])],
            };
            await CompareAsync(fleet, reports, some, r => names.Contains(r.Serial) && r.EndMs >= some.FromMs && r.EndMs < Noon);
        },
        iter: store == StoreKind.Sqlite ? 8 : 4,
        threads: 1);

    [Theory]
    [InlineData(ExportFormat.Parquet)]
    [InlineData(ExportFormat.Csv)]
    public async Task A_metric_with_two_names_is_exported_whole_by_either(ExportFormat format)
    {
        await using var fleet = await StartAsync();
        var catalog = fleet.Grain<IMetricCatalogGrain>(GrainKeys.Catalog(Project));
        await catalog.Register(Reports.OtherTable.Encoded.ToArray());
        var other = Reports.OtherNameOf("restarts");
        await fleet.SyncAsync("d1", "1.0", Reports.Entry(1, Noon - 9, Reports.Of(20, 7)));
        await fleet.SyncAsync("d2", "1.0", Reports.Entry(1, Noon - 9, Reports.Of(Reports.OtherTable, 20, 9, [])));
        await catalog.Rename("restarts", other);
        foreach (var name in new[] { "restarts", other })
        {
            var request = new ExportRequest { Project = Project, FromMs = 0, ToMs = long.MaxValue, Metrics = [name], Format = format };
            var path = Path.GetTempFileName();
            try
            {
                using (var exported = await fleet.Get<MetricExport>().WriteAsync(request, default))
                {
                    await using var file = File.Create(path);
                    await exported.Content.CopyToAsync(file);
                }

                var table = format == ExportFormat.Csv ? ExportedTable.CsvText(path) : ExportedTable.Parquet(path);
                Assert.Equal(["d1 7 ", "d2  9"], table.Rows.Select(r => $"{r["serial"]} {r["restarts"]} {r[other]}".Replace(".0", "", StringComparison.Ordinal)));
            }
            finally
            {
                File.Delete(path);
            }
        }
    }

    private static async Task<List<long>> IdsAsync(EmbeddedFleet fleet, IEnumerable<string> serials)
    {
        await fleet.SettleAsync();
        var ids = new List<long>();
        foreach (var serial in serials)
        {
            if (await fleet.Get<IDeviceDirectory>().FindAsync(new DeviceKey(Project, serial), default) is { } device)
            {
                ids.Add(device.DeviceId);
            }
        }

        return ids;
    }

    private static async Task CompareAsync(EmbeddedFleet fleet, List<ReportModel> reports, ExportRequest request, Func<ReportModel, bool> isAsked)
    {
        var keys = request.Metrics.Count == 0 ? Keys : request.Metrics;
        var asked = reports.Where(r => isAsked(r) && keys.Any(k => r.Of(k).Any())).ToList();
        var expected = asked
            .OrderBy(r => r.Serial, StringComparer.Ordinal)
            .ThenBy(r => r.EndMs)
            .Select(r => $"{r.Serial} {r.EndMs} 3600000 default main {r.Version}  {string.Join(' ', keys.Order(StringComparer.Ordinal).Select(k => Expected(r, k)))}")
            .ToList();
        foreach (var format in Enum.GetValues<ExportFormat>())
        {
            var path = Path.GetTempFileName();
            try
            {
                using (var exported = await fleet.Get<MetricExport>().WriteAsync(request with { Format = format }, default))
                {
                    await using var file = File.Create(path);
                    await exported.Content.CopyToAsync(file);
                    Assert.Equal((asked.Count, asked.Select(r => r.Serial).Distinct().Count()), (exported.Reports, exported.Devices));
                }

                var table = format == ExportFormat.Csv ? ExportedTable.CsvText(path) : ExportedTable.Parquet(path);
                var found = table.Rows.Select(r => Found(r, keys)).ToList();

                // Reports of one device may have one end: among them no order is promised.
                Assert.Equal(expected.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
                Assert.Equal(expected.Select(Place), found.Select(Place));
                if (format == ExportFormat.Parquet && keys.Contains("latency"))
                {
                    Assert.Equal(asked.Where(r => r.Latencies.Length > 0).Select(Sketch).Order(), table.Rows.Select(r => r.GetValueOrDefault("latency[sketch]")).OfType<byte[]>().Select(Convert.ToHexString).Order());
                }
            }
            finally
            {
                File.Delete(path);
            }
        }
    }

    private static (string Serial, string End) Place(string row) => (row.Split(' ')[0], row.Split(' ')[1]);

    private static string Expected(ReportModel report, string key) => key switch
    {
        "temperature" => $"{Text(report.Value)} {Text(report.Value - 1)} {Text(report.Value + 1)}",
        "restarts" => Text((int)report.Value),
        _ => report.Latencies.Length == 0
            ? "- - - -"
            : $"{Text(report.Latencies.Sum())} {Text(report.Latencies.Min())} {Text(report.Latencies.Max())} {report.Latencies.Length}",
    };

    private static string Found(IReadOnlyDictionary<string, object?> row, IEnumerable<string> keys)
    {
        string Number(string column) => ExportedTable.Number(row.GetValueOrDefault(column)) is { } number ? Text(number) : "-";
        var values = keys.Order(StringComparer.Ordinal).Select(k => k switch
        {
            "temperature" => $"{Number(k)} {Number(k + "[min]")} {Number(k + "[max]")}",
            "restarts" => Number(k),
            _ => $"{Number(k + "[sum]")} {Number(k + "[min]")} {Number(k + "[max]")} {Number(k + "[samples]")}",
        });
        return $"{row["serial"]} {EndMs(row["end_time"]!)} {row["duration_ms"]} {row["cohort"]} {row["software_type"]} {row["software_version"]} {row["session"]} {string.Join(' ', values)}";
    }

    private static long EndMs(object time) => time is string text
        ? DateTimeOffset.ParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds()
        : new DateTimeOffset(DateTime.SpecifyKind((DateTime)time, DateTimeKind.Utc)).ToUnixTimeMilliseconds();

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Sketch(ReportModel report)
    {
        var sketch = new Protocol.Metrics.QuantileSketch();
        foreach (var latency in report.Latencies)
        {
            sketch.TryAdd(latency);
        }

        return Convert.ToHexString(sketch.ToArray());
    }
}
