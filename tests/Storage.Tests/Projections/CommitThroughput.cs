using System.Diagnostics;
using Fleet.Grains.Metrics;
using Fleet.Grains.Projections;
using Fleet.Storage.Tests.Devices;
using Fleet.Tests.Shared;

namespace Fleet.Storage.Tests.Projections;

/// <summary>A figure rather than a test: run with FLEET_TEST_FIGURES=1.</summary>
public sealed class CommitThroughput(SqliteStore sqlite, PostgresStore postgres, ITestOutputHelper output)
    : IClassFixture<SqliteStore>, IClassFixture<PostgresStore>
{
    private const int Shards = 16;
    private const int Rounds = 20;
    private const int Devices = 250;
    private const int Metrics = 60;

    [Fact]
    public Task Sqlite() => MeasureAsync(sqlite);

    [Fact]
    public Task PostgreSql() => MeasureAsync(postgres);

    private async Task MeasureAsync(StoreFixture store)
    {
        Figures.Ask();
        var project = store.NewProject();
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Shards).Select(shard => Task.Run(() => ProjectAsync(store, project, shard))));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        output.WriteLine(
            $"{store.GetType().Name}: {Shards * Rounds / seconds:N0} commits/s of {Devices} devices and reports and {2 * Metrics} partials: {Shards * Rounds * Devices / seconds:N0} reports/s");
    }

    private static async Task ProjectAsync(StoreFixture store, string project, int shard)
    {
        var devices = Enumerable.Range(0, Devices).Select(i => Views.Of(project, $"d-{shard}-{i}", shard) with { Latest = new byte[400] }).ToList();
        for (var round = 0; round < Rounds; round++)
        {
            var hour = Commits.Hour(round / 10);
            await store.Store.Projections.ApplyAsync(shard, commit => commit with
            {
                Devices = devices,
                Reports = [.. devices.Select(device => new ReportIndexEntry(device.DeviceId, new ReportCursor(round, round, 0)))],
                Partials =
                [
                    .. Enumerable.Range(0, Metrics).SelectMany(metric => new[] { "1.0", "2.0" }.Select(version =>
                        new PartialRollup(Commits.Partial(project, "default", hour, version), metric, new byte[600]))),
                ],
                Touched = [new TouchedBucket(project, "default", hour)],
            });
        }
    }
}
