using System.Diagnostics;
using Fleet.Domain.Devices;
using Fleet.Grains;
using Fleet.Storage.Tests.EventLog;
using Fleet.Tests.Shared;

namespace Fleet.Storage.Tests.Faults;

/// <summary>The database goes away under load and comes back. Has a server of its own, since it kills it.</summary>
public sealed class PostgresOutageTests(PostgresOutageTests.OwnServer server) : IClassFixture<PostgresOutageTests.OwnServer>
{
    [Fact]
    public async Task Acknowledged_appends_survive_a_killed_database_and_appends_go_on_when_it_is_back()
    {
        var options = StorageOptions.PostgreSql(await server.Postgres.CreateDatabaseAsync()) with { MigrateAtStart = true };
        await using var store = await RunningStore.StartAsync(options);
        using var stop = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 32).Select(i => Task.Run(() => AppendAsync(store, new DeviceKey("p", $"d{i}"), stop.Token))).ToList();
        var watch = new DeviceKey("p", "watch");

        for (var round = Rounds.Of(few: 2, many: 20); round > 0; round--)
        {
            await AppendOnceAsync(store, watch);
            await server.Postgres.KillAsync();
            var failure = await FailAsync(store, watch);
            Assert.Contains("PostgreSQL", failure.Message);
            await server.Postgres.StartAsync();
            await AppendOnceAsync(store, watch);
        }

        await stop.CancelAsync();
        foreach (var (device, acknowledged) in await Task.WhenAll(callers))
        {
            var history = await store.Log.LoadAsync(device, default);
            Assert.True(acknowledged > 0 && history.Sequence >= acknowledged, $"{device} stands at {history.Sequence}, {acknowledged} was acknowledged");
        }
    }

    [Fact]
    public async Task While_the_database_is_known_to_be_down_appends_fail_at_once()
    {
        var options = StorageOptions.PostgreSql(await server.Postgres.CreateDatabaseAsync()) with { MigrateAtStart = true };
        await using var store = await RunningStore.StartAsync(options);
        var device = new DeviceKey("p", "d");
        await AppendOnceAsync(store, device);
        await server.Postgres.KillAsync();
        await FailAsync(store, device);

        StoreUnavailableException failure;
        do
        {
            failure = await FailAsync(store, device);
        }
        while (!failure.Message.EndsWith("nothing was written", StringComparison.Ordinal));

        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < 1000; i++)
        {
            await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Log.AppendAsync(Appends.To(device, 1), default));
        }

        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(5));
        await server.Postgres.StartAsync();
        await AppendOnceAsync(store, device);
    }

    /// <summary>Appends until told to stop; whenever the outcome is unknown, loads the device to find out.</summary>
    private static async Task<(DeviceKey Device, long Acknowledged)> AppendAsync(RunningStore store, DeviceKey device, CancellationToken stop)
    {
        var acknowledged = 0L;
        var sequence = 0L;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var result = await store.Log.AppendAsync(Appends.To(device, sequence), default);
                Assert.True(result.IsCommitted);
                acknowledged = ++sequence;
            }
            catch (StoreUnavailableException)
            {
                sequence = await LoadAsync(store, device, sequence);
            }
        }

        return (device, acknowledged);
    }

    private static async Task<long> LoadAsync(RunningStore store, DeviceKey device, long otherwise)
    {
        try
        {
            return (await store.Log.LoadAsync(device, default)).Sequence;
        }
        catch (StoreUnavailableException)
        {
            await Task.Yield();
            return otherwise;
        }
    }

    /// <summary>Tries until the append is acknowledged.</summary>
    private static async Task AppendOnceAsync(RunningStore store, DeviceKey device)
    {
        while (true)
        {
            try
            {
                var sequence = (await store.Log.LoadAsync(device, default)).Sequence;
                Assert.True((await store.Log.AppendAsync(Appends.To(device, sequence), default)).IsCommitted);
                return;
            }
            catch (StoreUnavailableException)
            {
                await Task.Yield();
            }
        }
    }

    private static Task<StoreUnavailableException> FailAsync(RunningStore store, DeviceKey device) =>
        Assert.ThrowsAsync<StoreUnavailableException>(() => store.Log.AppendAsync(Appends.To(device, 1000), default));

    /// <summary>A server that nobody else uses.</summary>
    public sealed class OwnServer : IAsyncLifetime
    {
        public PostgresServer Postgres { get; } = new();

        public ValueTask InitializeAsync() => Postgres.InitializeAsync();

        public ValueTask DisposeAsync() => Postgres.DisposeAsync();
    }
}
