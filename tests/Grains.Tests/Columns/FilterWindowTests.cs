using CsCheck;
using Fleet.Domain.Devices.Filters;
using Fleet.Domain.Metrics;
using Fleet.Grains.Columns;
using Fleet.Grains.Devices;
using Fleet.Grains.Metrics;
using static Fleet.Grains.Tests.EmbeddedFleet;

namespace Fleet.Grains.Tests.Columns;

/// <summary>Windows of filters against a plain look at each report that a random fleet sent.</summary>
public sealed class FilterWindowTests
{
    private static readonly string[] Metrics = ["temperature", "restarts", "latency", "unknown"];

    private static readonly DeviceOperator[] Operators =
        [DeviceOperator.Equal, DeviceOperator.NotEqual, DeviceOperator.Less, DeviceOperator.LessOrEqual, DeviceOperator.Greater, DeviceOperator.GreaterOrEqual];

    /// <summary>Values that reports have, and lengths at whose edge they end.</summary>
    private static readonly Gen<WindowCondition> Window = Gen.Select(
        Gen.Int[0, 6], Gen.Int[0, Metrics.Length - 1], Gen.Int[0, Operators.Length - 1], Gen.Int[-20, 80], Gen.Int[1, 4 * 24], (function, metric, comparison, value, hours) =>
            new WindowCondition((WindowFunction)function, Metrics[metric], Operators[comparison], value / 2.0, hours * Hour));

    [Fact]
    public Task A_filter_finds_the_devices_whose_reports_are_as_it_says() => Gen.Select(FleetStep.Sequence(withDeletions: true), Window.Array[60]).SampleAsync(
        async (steps, windows) =>
        {
            await using var fleet = await StartAsync();
            var reports = await ColumnAnswerTests.PlayAsync(fleet, steps);
            await fleet.SettleAsync();
            var ids = (await fleet.Get<IMetricCatalogStore>().LoadMetricsAsync(Project, default)).ToDictionary(m => m.Key, m => new StoredMetric(m.Id));
            var serials = reports.Select(r => r.Serial).Distinct().Order(StringComparer.Ordinal).ToList();
            foreach (var pair in windows.Chunk(2))
            {
                var filter = new AnyOfFilter([pair[0], new NotFilter(pair[1])]);
                Assert.Equal(
                    serials.Where(s => Holds(pair[0], reports.Where(r => r.Serial == s)) || !Holds(pair[1], reports.Where(r => r.Serial == s))),
                    await FindAsync(fleet, new DeviceQuery(filter, Noon, ids)));
                Assert.Equal(serials.Where(s => Holds(pair[0], reports.Where(r => r.Serial == s))), await FindAsync(fleet, new DeviceQuery(pair[0], Noon, ids)));
            }
        },
        iter: 8,
        threads: 1);

    [Fact]
    public async Task A_report_that_ended_as_long_ago_as_the_window_is_in_it()
    {
        await using var fleet = await StartAsync();
        await fleet.SyncAsync("d1", "1.0", Reports.Entry(1, Noon - Hour, Reports.Of(20, 1)));
        await fleet.SyncAsync("d2", "1.0", Reports.Entry(1, Noon - Hour - 1, Reports.Of(20, 1)));
        await fleet.SyncAsync("d3", "1.0", Reports.Entry(1, Noon, Reports.Of(20, 1)));
        await fleet.SettleAsync();
        var ids = (await fleet.Get<IMetricCatalogStore>().LoadMetricsAsync(Project, default)).ToDictionary(m => m.Key, m => new StoredMetric(m.Id));
        Assert.Equal(["d1", "d3"], await FindAsync(fleet, new DeviceQuery(DeviceFilterParser.Parse("any(temperature > 20, 1h)"), Noon, ids)));
        Assert.Equal(["d2"], await FindAsync(fleet, new DeviceQuery(DeviceFilterParser.Parse("not count(temperature, 1h) > 0"), Noon, ids)));
    }

    private static async Task<List<string>> FindAsync(EmbeddedFleet fleet, DeviceQuery query)
    {
        var resolved = await fleet.Get<FilterWindows>().ResolveAsync(Project, query, default);
        var listed = await fleet.Get<IDeviceDirectory>().ListAsync(Project, resolved, "", 100, default);
        Assert.Equal(listed.Count, await fleet.Get<IDeviceDirectory>().CountAsync(Project, resolved, default));
        return [.. listed.Select(device => device.Serial)];
    }

    private static bool Holds(WindowCondition window, IEnumerable<ReportModel> ofDevice)
    {
        if (window.Metric == "unknown")
        {
            return false;
        }

        var reports = ofDevice
            .Where(r => r.EndMs >= Noon - window.LengthMs && r.EndMs <= Noon)
            .Select(r => r.Of(window.Metric).ToList())
            .Where(values => values.Count > 0)
            .ToList();
        var values = reports.SelectMany(v => v).ToList();
        return reports.Count > 0 && window.Function switch
        {
            WindowFunction.Any => reports.Any(HasOne),
            WindowFunction.All => reports.All(report => window.Operator switch
            {
                DeviceOperator.Less => report.Max(v => v.Max) < window.Value,
                DeviceOperator.LessOrEqual => report.Max(v => v.Max) <= window.Value,
                DeviceOperator.Greater => report.Min(v => v.Min) > window.Value,
                DeviceOperator.GreaterOrEqual => report.Min(v => v.Min) >= window.Value,
                _ => Compare(report.Sum(v => v.Value) / report.Count),
            }),
            WindowFunction.Average => Compare(values.Sum(v => v.Value) / values.Count),
            WindowFunction.Min => Compare(values.Min(v => v.Min)),
            WindowFunction.Max => Compare(values.Max(v => v.Max)),
            WindowFunction.Sum => Compare(values.Sum(v => v.Value)),
            _ => Compare(values.Count),
        };

        bool HasOne(List<(double Value, double Min, double Max)> report) => window.Operator switch
        {
            DeviceOperator.Less or DeviceOperator.LessOrEqual => Compare(report.Min(v => v.Min)),
            DeviceOperator.Greater or DeviceOperator.GreaterOrEqual => Compare(report.Max(v => v.Max)),
            _ => Compare(report.Sum(v => v.Value) / report.Count),
        };

        bool Compare(double value) => window.Operator switch
        {
            DeviceOperator.Equal => value == window.Value,
            DeviceOperator.NotEqual => value != window.Value,
            DeviceOperator.Less => value < window.Value,
            DeviceOperator.LessOrEqual => value <= window.Value,
            DeviceOperator.Greater => value > window.Value,
            _ => value >= window.Value,
        };
    }
}
