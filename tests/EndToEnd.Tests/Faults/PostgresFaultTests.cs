using System.Net.Http.Headers;
using Fleet.EndToEnd.Tests.Api;
using Fleet.EndToEnd.Tests.Devices;
using Fleet.EndToEnd.Tests.Processes;
using Fleet.EndToEnd.Tests.Server;
using Fleet.Tests.Shared;

namespace Fleet.EndToEnd.Tests.Faults;

public sealed class PostgresFaultTests(PostgresServer postgres) : IClassFixture<PostgresServer>, IDisposable
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(90);

    /// <summary>For how long a device may be held up by a database that hangs.</summary>
    private static readonly TimeSpan RefusedWithin = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Server_on_PostgreSQL_killed_at_random_moments_counts_every_entry_once() =>
        await ServerKills.RunAsync(await OptionsAsync("one"), kills: Effort.Of(brief: 2, full: 50));

    [Fact]
    public async Task Database_that_is_gone_for_a_while_loses_and_doubles_nothing()
    {
        var gone = Effort.Of(brief: TimeSpan.FromSeconds(5), full: TimeSpan.FromSeconds(30));
        await using var server = await FleetServer.StartAsync(await OptionsAsync("one"));
        using var http = new SyncHttp(server.SyncUrl, server.Profile.ProjectKey);
        await using var load = new DeviceLoad([http], "outage", count: 12, Seed.Next());
        await load.ProgressAsync(replies: 50, Within);

        await postgres.KillAsync();
        await Refusal.SeenAsync(http, Within);
        await Task.Delay(gone);
        Assert.False(server.Process.HasExited, server.Process.Describe());
        await postgres.StartAsync();

        await load.ProgressAsync(replies: 50, Within);
        await load.DrainAsync(Within);
        using var api = FleetApi.Grpc(server);
        await LoadCheck.ExactlyOnceAsync(api, load);
        await server.StopAsync();
    }

    [Fact]
    public async Task Database_that_hangs_sends_uploads_away_and_loses_and_doubles_nothing()
    {
        await using var server = await FleetServer.StartAsync(await OptionsAsync("one"));
        using var http = new SyncHttp(server.SyncUrl, server.Profile.ProjectKey);
        await using var load = new DeviceLoad([http], "hang", count: 12, Seed.Next());
        await load.ProgressAsync(replies: 50, Within);

        using (PausedProcesses.Of(postgres.Port))
        {
            var waited = await Refusal.SeenAsync(http, Within);
            TestContext.Current.TestOutputHelper?.WriteLine($"refused after {waited.TotalSeconds:0.0} s");
            Assert.True(waited < RefusedWithin, $"refused after {waited.TotalSeconds:0.0} s");
            Assert.False(server.Process.HasExited, server.Process.Describe());
        }

        await load.ProgressAsync(replies: 50, Within);
        await load.DrainAsync(Within);
        using var api = FleetApi.Grpc(server);
        await LoadCheck.ExactlyOnceAsync(api, load);
        await server.StopAsync();
    }

    [Fact]
    public async Task Two_servers_on_one_database_are_fenced_by_it_and_count_every_entry_once()
    {
        var first = await OptionsAsync("one");
        await using var one = await FleetServer.StartAsync(first);
        await using var two = await FleetServer.StartAsync(first with { DataFolder = _folder.Sub("two") });
        using var toOne = new SyncHttp(one.SyncUrl, one.Profile.ProjectKey);
        using var toTwo = new SyncHttp(two.SyncUrl, two.Profile.ProjectKey);
        await using var load = new DeviceLoad([toOne, toTwo], "twice", count: 8, Seed.Next());
        await load.ProgressAsync(replies: Effort.Of(brief: 500, full: 10_000), Within);
        await load.DrainAsync(Within);

        foreach (var server in new[] { one, two })
        {
            // Both did have activations of the same devices, or this test would show nothing.
            Assert.Contains(server.Process.Output.Lines, l => l.Contains("is stale", StringComparison.Ordinal));
            using var api = FleetApi.Grpc(server);
            await LoadCheck.ExactlyOnceAsync(api, load);
        }
    }

    [Fact]
    public async Task Text_that_PostgreSQL_cannot_hold_is_no_fault_of_the_server()
    {
        string[] questions =
        [
            "devices?filter=serial+%3D+%22%00%22",
            "devices?filter=software_version+%5E%3D+%22a%00%22",
            "devices?page_token=AAAA",
            "devices/%00",
            "processing?serial=%00",
            "metrics?key_prefix=%00",
            "metrics?page_token=AAAA",
            "metrics:query?metric=e2e.counter&cohort=default&software_type=%00&software_version=%00",
        ];
        await using var server = await FleetServer.StartAsync(await OptionsAsync("one"));
        using var sync = new SyncHttp(server.SyncUrl, server.Profile.ProjectKey);
        var device = new TestDevice("texts", new Random(3));
        device.Record(1, TestDevice.WallMs);
        await device.SettleAsync(sync);
        using var http = new HttpClient { BaseAddress = server.Url };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Profile.Token);
        foreach (var question in questions)
        {
            using var answer = await http.GetAsync(new Uri($"/api/v1/projects/default/{question}", UriKind.Relative));
            Assert.True((int)answer.StatusCode < 500, $"{question}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }
    }

    private async Task<FleetServerOptions> OptionsAsync(string folder) => new(_folder.Sub(folder), await postgres.CreateDatabaseAsync());
}
