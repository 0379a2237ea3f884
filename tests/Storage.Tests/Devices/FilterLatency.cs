using Fleet.Domain.Devices.Filters;
using Fleet.Domain.Metrics;
using Fleet.Grains.Devices;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;
using Fleet.Tests.Shared;

namespace Fleet.Storage.Tests.Devices;

/// <summary>A figure rather than a test: run with FLEET_TEST_FIGURES=1.</summary>
public sealed class FilterLatency(SqliteStore sqlite, PostgresStore postgres, ITestOutputHelper output)
    : IClassFixture<SqliteStore>, IClassFixture<PostgresStore>
{
    private const int Devices = 10_000;
    private const int Metrics = 50;
    private const int Attributes = 5;
    private const int PageSize = 50;
    private const int Rounds = 20;

    [Fact]
    public Task Sqlite() => MeasureAsync(sqlite);

    [Fact]
    public Task PostgreSql() => MeasureAsync(postgres);

    private async Task MeasureAsync(StoreFixture store)
    {
        Figures.Ask();
        var project = store.NewProject();
        await store.Store.Projections.AddAsync([.. Enumerable.Range(0, Devices).Select(i => Device(project, i))]);
        foreach (var filter in (string[])["cohort = beta", "attribute.region = r7", "metric.m7 < 10", "cohort = beta and metric.m7 < 10"])
        {
            var query = new DeviceQuery(DeviceFilterParser.Parse(filter), 0, new Dictionary<string, StoredMetric> { ["m7"] = new(7) });
            var pages = await Figures.MedianAsync(Rounds, () => store.Store.Devices.ListAsync(project, query, "", PageSize, default));
            var counts = await Figures.MedianAsync(Rounds, () => store.Store.Devices.CountAsync(project, query, default));
            var count = await store.Store.Devices.CountAsync(project, query, default);
            output.WriteLine($"{store.GetType().Name}: {filter}: {count} of {Devices} match; first page of {PageSize} {pages:N1} ms, count {counts:N1} ms");
        }
    }

    private static DeviceView Device(string project, int number)
    {
        var latest = new LatestValues();
        for (var metric = 1; metric <= Metrics; metric++)
        {
            latest.Set(metric, 1_790_000_000_000, MetricValue.Scalar(((number * 7919L) + metric) % 1000 / 10.0));
        }

        for (var attribute = 0; attribute < Attributes; attribute++)
        {
            latest.SetAttribute(attribute == 0 ? "region" : $"attribute_{attribute}", 1_790_000_000_000, AttributeValue.Of($"r{number % 100}"));
        }

        return Views.Of(project, $"d{number:D6}", cohort: number % 5 == 0 ? "beta" : "default") with { Latest = latest.Encode() };
    }
}
