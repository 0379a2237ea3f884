using Fleet.Grains.EventLog;
using Fleet.Storage.Tests.EventLog;

namespace Fleet.Storage.Tests.Faults;

/// <summary>What is acknowledged survives the death of the process that acknowledged it.</summary>
public abstract class KillContract(StoreFixture store)
{
    [Fact]
    public async Task Acknowledged_appends_survive_kill_9()
    {
        var options = await store.CreateDatabaseAsync();
        await using (await RunningStore.StartAsync(options))
        {
        }

        var acknowledged = new long[Appender.Devices];
        var random = new Random(1);
        for (var round = Rounds.Of(few: 3, many: 50); round > 0; round--)
        {
            await AppendAndKillAsync(options, acknowledged, random.Next(50, 2000));
            await using var after = await RunningStore.StartAsync(options);
            await AssertAllThereAsync(after.Log, acknowledged);
        }
    }

    private static async Task AppendAndKillAsync(StorageOptions options, long[] acknowledged, int acknowledgements)
    {
        using var process = Appender.Start(options);
        var seen = 0;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            Assert.DoesNotContain("refused", line);
            var start = line.IndexOf(Appender.Acknowledged, StringComparison.Ordinal);
            if (start < 0)
            {
                continue;
            }

            var words = line[start..].Split(' ');
            acknowledged[int.Parse(words[1])] = long.Parse(words[2]);
            if (++seen == acknowledgements)
            {
                process.Kill();
            }
        }

        await process.WaitForExitAsync();
        Assert.True(seen >= acknowledgements, $"the appender ended after {seen} appends");
    }

    private static async Task AssertAllThereAsync(IEventLog log, long[] acknowledged)
    {
        for (var number = 0; number < acknowledged.Length; number++)
        {
            var device = Appender.Device(number);
            var history = await log.LoadAsync(device, default);
            Assert.True(history.Sequence >= acknowledged[number], $"{device} stands at {history.Sequence}, {acknowledged[number]} was acknowledged");
            Assert.All(history.Batches, batch => Assert.Equal(Appends.Payload(device, batch.Sequence), batch.Payload));
        }

        for (var shard = 0; shard < log.ShardCount; shard++)
        {
            var rows = await log.ReadAllAsync(shard);
            Assert.Equal(Enumerable.Range(1, rows.Count).Select(i => (long)i), rows.Select(row => row.Position));
        }
    }
}
