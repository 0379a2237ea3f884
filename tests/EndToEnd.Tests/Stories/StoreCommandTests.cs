using System.Data.Common;
using System.Text.Json.Nodes;
using Fleet.EndToEnd.Tests.Api;
using Fleet.EndToEnd.Tests.Devices;
using Fleet.EndToEnd.Tests.Processes;
using Fleet.EndToEnd.Tests.Server;
using Fleet.Protocol.Devices;
using Fleet.Protocol.Sync;
using Fleet.Tests.Shared;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Fleet.EndToEnd.Tests.Stories;

/// <summary><c>Fleet.Gateway migrate</c> and <c>rebuild</c>, which an operator runs while no Fleet does.</summary>
public sealed class StoreCommandTests(PostgresServer postgres) : IClassFixture<PostgresServer>, IDisposable
{
    private const int Devices = 5;
    private const int ReportsPerDevice = 8;
    private const int UnknownEntryType = 99;

    private static readonly TimeSpan Within = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rebuilt_read_models_give_the_same_answers_byte_for_byte(bool onPostgres)
    {
        var options = await OptionsAsync(onPostgres);
        await using var server = await FleetServer.StartAsync(options);
        var now = TimeProvider.System.GetUtcNow();
        var all = new AllAnswers(now.AddDays(-3), now.AddDays(1));
        await SendAsync(server, now);
        await Eventually.Holds(Within, async () =>
        {
            var answers = await all.ReadAsync(server);
            Assert.All(all.Series, question => Assert.Equal(Devices * ReportsPerDevice, ReportsIn(answers[question])));
            Assert.Equal(Devices, answers.Count(a => a.Key.StartsWith("processing", StringComparison.Ordinal)));
        });

        // Once more: what was read first of these answers may be from before what was read last.
        var before = await all.ReadAsync(server);
        await server.StopAsync();

        // So that a rebuild that does nothing is seen.
        await FalsifyAsync(options);
        var rebuilt = await RunAsync("rebuild", options);
        Assert.Equal((0, "the read models are empty; they are rebuilt from the event log while Fleet runs", ""), (rebuilt.ExitCode, rebuilt.Output, rebuilt.Errors));

        await server.StartAsync();
        await Eventually.Holds(Within, async () =>
        {
            var after = await all.ReadAsync(server);
            Assert.Equal(before.Keys, after.Keys);
            Assert.All(before, answer => Assert.Equal(answer.Value, after[answer.Key]));
        });
        await server.StopAsync();
        server.AssertSaysNothingIsWrong();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Migrating_says_what_it_did_can_be_repeated_and_leaves_a_store_that_serves(bool onPostgres)
    {
        var options = await OptionsAsync(onPostgres);
        var first = await RunAsync("migrate", options);
        Assert.Equal((0, ""), (first.ExitCode, first.Errors));
        var lines = first.Output.Split('\n');
        Assert.All(lines[..^1], line => Assert.StartsWith("applied ", line, StringComparison.Ordinal));
        Assert.Equal($"{lines.Length - 1} migrations applied", lines[^1]);
        Assert.True(lines.Length > 1, first.Output);

        var again = await RunAsync("migrate", options);
        Assert.Equal((0, "the schema is up to date", ""), (again.ExitCode, again.Output, again.Errors));

        await using var server = await FleetServer.StartAsync(options);
        var now = TimeProvider.System.GetUtcNow();
        await SendAsync(server, now);
        await server.StopAsync();
        server.AssertSaysNothingIsWrong();

        var used = await RunAsync("migrate", options);
        Assert.Equal((0, "the schema is up to date", ""), (used.ExitCode, used.Output, used.Errors));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_store_without_a_schema_is_not_rebuilt_and_the_remedy_is_said_in_one_line(bool onPostgres)
    {
        var refused = await RunAsync("rebuild", await OptionsAsync(onPostgres));

        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        Assert.StartsWith("fleet: ", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("migrate", refused.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Errors);
    }

    [Theory]
    [InlineData("migrate")]
    [InlineData("rebuild")]
    public async Task A_database_that_does_not_answer_is_said_in_one_line(string command)
    {
        var nobody = FreePorts.Pair();
        var failed = await RunAsync(command, new FleetServerOptions(_folder.Sub("nobody"), $"Host=localhost;Port={nobody};Username=fleet;Database=fleet;Timeout=3"));

        Assert.Equal((1, ""), (failed.ExitCode, failed.Output));
        Assert.StartsWith($"fleet: cannot use database fleet at localhost:{nobody}: ", failed.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failed.Errors);
    }

    private static Task<FinishedProcess> RunAsync(string command, FleetServerOptions options)
    {
        string[] store = options.PostgreSql is { } connection ? ["--postgres", connection] : [];
        return ChildProcess.RunAsync(BuiltPrograms.Gateway, [command, "--data", options.DataFolder, .. store], Within);
    }

    /// <summary>Reports of two versions over two days, late ones too; attributes; and of each device one entry that is refused.</summary>
    private static async Task SendAsync(FleetServer server, DateTimeOffset now)
    {
        using var http = new SyncHttp(server.SyncUrl, server.Profile.ProjectKey);
        for (var d = 0; d < Devices; d++)
        {
            var device = new TestDevice($"store-{d}", new Random(d));
            for (var i = 0; i < ReportsPerDevice; i++)
            {
                if (i == ReportsPerDevice / 2)
                {
                    await device.SettleAsync(http);
                    device.Update("1.1.0");
                }

                device.Record((d * 100) + i, now.AddHours(-5 * ((i * 3) % ReportsPerDevice)).ToUnixTimeMilliseconds());
            }

            device.RecordAttribute("line", d);
            await device.SettleAsync(http);
            var refused = await http.SendAsync(new SyncRequest
            {
                Device = new DeviceIdentity(device.Serial, "board-1"),
                Agent = new AgentIdentity("e2e", "1"),
                Origins = [device.Now],
                WallMs = TestDevice.WallMs,
                UptimeMs = device.UptimeMs,
                Epoch = 1,
                Entries = [new SyncEntry(1, UnknownEntryType, TestDevice.WallMs, device.UptimeMs, 0, new byte[] { 0xC0 })],
            });
            Assert.Single(refused.Expect200().Rejected);
        }
    }

    private static long ReportsIn(string answer) => JsonNode.Parse(answer)!["series"]!.AsArray()
        .SelectMany(series => series!["points"]!.AsArray())
        .Sum(point => (long)point!["reports"]!);

    private static async Task FalsifyAsync(FleetServerOptions options)
    {
        await using DbConnection connection = options.PostgreSql is { } database
            ? new NpgsqlConnection(database + ";Pooling=false")
            : new SqliteConnection($"Data Source={Path.Combine(options.DataFolder, "views.db")};Pooling=False");
        await connection.OpenAsync();
        var schema = options.PostgreSql is null ? "" : "view.";
        foreach (var statement in (string[])[$"update {schema}device set hardware_version = 'false'", $"delete from {schema}report", $"delete from {schema}rollup", $"delete from {schema}processing_entry"])
        {
            await using var command = connection.CreateCommand();
            command.CommandText = statement;
            Assert.True(await command.ExecuteNonQueryAsync() > 0, statement);
        }
    }

    private async Task<FleetServerOptions> OptionsAsync(bool onPostgres) =>
        new(_folder.Sub("data"), onPostgres ? await postgres.CreateDatabaseAsync() : null);
}
