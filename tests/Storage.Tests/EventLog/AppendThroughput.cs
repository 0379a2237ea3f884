using System.Diagnostics;
using Fleet.Domain.Devices;
using Fleet.Tests.Shared;

namespace Fleet.Storage.Tests.EventLog;

/// <summary>A figure rather than a test: run with FLEET_TEST_FIGURES=1.</summary>
public sealed class AppendThroughput(SqliteStore sqlite, PostgresStore postgres, ITestOutputHelper output)
    : IClassFixture<SqliteStore>, IClassFixture<PostgresStore>
{
    [Theory]
    [InlineData(256)]
    [InlineData(20_000)]
    public Task Sqlite(int devices) => MeasureAsync(sqlite, devices);

    [Theory]
    [InlineData(256)]
    [InlineData(20_000)]
    public Task PostgreSql(int devices) => MeasureAsync(postgres, devices);

    private async Task MeasureAsync(StoreFixture store, int devices)
    {
        Figures.Ask();
        const int Callers = 256;
        const int Seconds = 8;
        var log = store.Store.Log;
        var project = store.NewProject();
        var count = 0L;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            var mine = Enumerable.Range(0, devices / Callers).Select(i => new DeviceKey(project, $"serial-{caller}-{i}")).ToArray();
            var payload = Appends.Payload(mine[0], 1);
            for (var sequence = 0L; ; sequence++)
            {
                foreach (var device in mine)
                {
                    if (Stopwatch.GetElapsedTime(started).TotalSeconds > Seconds)
                    {
                        return;
                    }

                    Assert.True((await log.AppendAsync(new(device, sequence, sequence, 1, payload), default)).IsCommitted);
                    Interlocked.Increment(ref count);
                }
            }
        })));
        output.WriteLine($"{store.GetType().Name}, {devices} devices: {count / Stopwatch.GetElapsedTime(started).TotalSeconds:N0} appends/s");
    }
}
