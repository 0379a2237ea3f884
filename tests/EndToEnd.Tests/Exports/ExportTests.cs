using Fleet.EndToEnd.Tests.Devices;
using Fleet.EndToEnd.Tests.Observations;
using Fleet.EndToEnd.Tests.Processes;
using Fleet.EndToEnd.Tests.Server;
using Fleet.Tests.Shared;

namespace Fleet.EndToEnd.Tests.Exports;

/// <summary>From what devices sent to a table of another program, by the command line.</summary>
public sealed class ExportTests(PostgresServer postgres) : IClassFixture<PostgresServer>
{
    private const int Reports = 20;
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(7);

    [Fact]
    public Task What_devices_sent_is_in_the_exported_files_on_SQLite() => ExportAsync(null);

    [Fact]
    public async Task What_devices_sent_is_in_the_exported_files_on_PostgreSQL() => await ExportAsync(await postgres.CreateDatabaseAsync());

    private static async Task ExportAsync(string? database)
    {
        using var folder = new TemporaryFolder();
        await using var server = await FleetServer.StartAsync(new FleetServerOptions(folder.Path, database));
        using var http = new SyncHttp(server.SyncUrl, server.Profile.ProjectKey);
        var random = new Random(Seed.Next());
        var sent = new List<(string Serial, long AtMs, int Value)>();
        foreach (var serial in new[] { "lab-1", "lab-2", "roof-1" })
        {
            var device = new TestDevice(serial, random);
            for (var i = 1; i <= Reports; i++)
            {
                var at = TestDevice.WallMs - (long)(i * Step.TotalMilliseconds);
                sent.Add((serial, at, random.Next(1_000)));
                device.Record(sent[^1].Value, at);
            }

            while (device.PendingCount > 0)
            {
                await device.SyncAsync(http);
            }
        }

        // What was acknowledged is in the export, though nothing was waited for.
        var cli = new FleetCli(server);
        var parquet = Path.Combine(folder.Path, "all.parquet");
        var summary = await cli.JsonAsync("metrics", "export", "--since", "1d", "--output", parquet);
        Assert.Equal((sent.Count, 3, 2), (Number(summary, "reports"), Number(summary, "devices"), Number(summary, "metrics")));
        Assert.Equal(new FileInfo(parquet).Length, Number(summary, "bytes"));
        var rows = ExportedTable.Parquet(parquet).Rows;
        Assert.Equal(
            sent.OrderBy(s => s.Serial, StringComparer.Ordinal).ThenBy(s => s.AtMs),
            rows.Select(r => ((string)r["serial"]!, Ms((DateTime)r["end_time"]!), (int)(double)r[TestMetrics.Gauge]!)));
        Assert.All(rows, r => Assert.Equal((r[TestMetrics.Gauge], r[TestMetrics.Gauge], r[TestMetrics.Gauge]), (r[TestMetrics.Counter], r[TestMetrics.Gauge + "[min]"], r[TestMetrics.Gauge + "[max]"])));

        var csv = Path.Combine(folder.Path, "lab.csv");
        await File.WriteAllTextAsync(csv, await cli.ExpectAsync("metrics", "export", "--since", "1h", "--filter", "serial ^= lab-", "--metric", TestMetrics.Counter, "--format", "csv"));
        var lab = ExportedTable.Csv(csv).Rows;
        var since = TestDevice.WallMs - (long)TimeSpan.FromHours(1).TotalMilliseconds;
        Assert.Equal(
            sent.Where(s => s.AtMs >= since && s.Serial != "roof-1").Select(s => (s.Serial, s.Value)).Order(),
            lab.Select(r => ((string)r["serial"]!, (int)(double)r[TestMetrics.Counter]!)).Order());

        var refused = await cli.RunAsync("metrics", "export", "--metric", "no.such", "--output", Path.Combine(folder.Path, "none.parquet"));
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("has no metric 'no.such'", refused.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder.Path, "none.parquet")));
        Assert.Empty(Directory.GetFiles(folder.Path, "*.tmp", SearchOption.AllDirectories));
        server.AssertSaysNothingIsWrong();
        await server.StopAsync();
    }

    private static long Ms(DateTime time) => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)).ToUnixTimeMilliseconds();

    private static int Number(System.Text.Json.JsonElement json, string name) => json.GetProperty(name).GetInt32();
}
