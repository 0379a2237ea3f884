using System.Diagnostics;
using Fleet.DeviceAgent.Tests.Testing;

namespace Fleet.DeviceAgent.Tests.Logs.Journal;

/// <summary>A real journald, a real journalctl, and an agent that is killed.</summary>
public sealed class JournalSourceTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TempDirectory _directory = new();
    private readonly FakeServer _server = new();

    public void Dispose()
    {
        _server.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Kills_neither_lose_nor_repeat_an_entry_and_leave_no_journalctl_behind()
    {
        var rounds = Environment.GetEnvironmentVariable("FLEET_TEST_FULL") == "1" ? 30 : 4;
        using var journald = await Journald.StartAsync();
        await File.WriteAllTextAsync(_directory["fleetd.toml"],
            $"""
            [logs]
            journal = true
            journal_options = ["--namespace={journald.Name}"]
            flush_interval = "200ms"
            max_lines_per_minute = 10000000
            """, TestContext.Current.CancellationToken);
        journald.Write("first");
        var written = 0;
        for (var round = 0; round < rounds; round++)
        {
            using var agent = await StartAsync();

            // Written before, while and after the agent reads.
            for (var i = 0; i < 300; i++)
            {
                journald.Write($"line {written++}");
            }

            if (round == 0)
            {
                await AgentLogs.WaitForLineAsync(agent, $"line {written - 1}");
            }

            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(Random.Shared.Next(1, 500)));
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            agent.Kill();
            for (var i = 0; i < 50; i++)
            {
                journald.Write($"line {written++}");
            }
        }

        using (var agent = await StartAsync())
        {
            journald.Write($"line {written++}");
            await AgentLogs.WaitForLineAsync(agent, $"line {written - 1}");
            Assert.Equal(0, await agent.StopAsync());
        }

        var records = LogFixture.RecordsIn(_directory["data/logs"]).Where(record => record.Source == "test").ToList();
        Assert.Equal(["first", .. Enumerable.Range(0, written).Select(i => $"line {i}")], records.Select(record => record.Message));
        Assert.All(records, record => Assert.Equal(4, record.Level));
        var waited = Stopwatch.StartNew();
        while (journald.Readers() > 0)
        {
            Assert.True(waited.Elapsed < Patience, $"{journald.Readers()} journalctl are left");
            await Task.Yield();
        }
    }

    private Task<AgentProcess> StartAsync() =>
        AgentProcess.StartAsync(AgentProcess.BuiltProgram, _directory, _server.Url, "--report-interval", "1h", "--config", _directory["fleetd.toml"]);
}
