using Fleet.Domain.Devices;
using Fleet.Grains;
using Fleet.Storage.Sqlite;

namespace Fleet.Storage.Tests.EventLog;

/// <summary>The queue before the log is bounded.</summary>
public sealed class BusyTests(SqliteStore store) : IClassFixture<SqliteStore>
{
    [Fact]
    public async Task Full_queue_turns_appends_away_and_those_in_it_are_written()
    {
        const int Capacity = 10;
        var options = (await store.CreateDatabaseAsync()) with { QueueCapacity = Capacity };
        await using var running = await RunningStore.StartAsync(options);
        var appends = new List<Task>();
        using (var blocker = new SqliteFile(Path.Combine(options.DataFolder!, "log.db"), IsPrimary: true).Open())
        {
            blocker.Run("begin immediate");
            Task turnedAway;
            do
            {
                turnedAway = running.Log.AppendAsync(Appends.To(new DeviceKey("p", $"d{appends.Count}"), 0), default);
                appends.Add(turnedAway);
            }
            while (!turnedAway.IsFaulted);

            var failure = await Assert.ThrowsAsync<StoreBusyException>(() => turnedAway);
            Assert.Contains($"{Capacity} writes", failure.Message);
            appends.Remove(turnedAway);
            Assert.InRange(appends.Count, Capacity, 3 * Capacity);
            blocker.Run("rollback");
        }

        await Task.WhenAll(appends);
    }
}
