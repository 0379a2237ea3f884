using Fleet.Domain.Devices;
using Fleet.Grains.EventLog;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Tests.EventLog;

public sealed class SqliteLogFrontTests(SqliteStore store) : LogFrontContract(store), IClassFixture<SqliteStore>
{
    [Fact]
    public async Task The_space_of_what_went_is_used_again_and_the_file_does_not_grow()
    {
        await using var other = await RunningStore.StartAsync((await store.CreateDatabaseAsync()) with { ShardCount = 1 });
        var device = new DeviceKey("p", "d");
        await AppendAsync(300);
        var before = await PagesAsync();
        for (var round = 1; round <= 4; round++)
        {
            await other.Log.SaveSnapshotAsync(device, new DeviceSnapshot(300 * round, 1, [1]), default);
            Assert.Equal(300, (await other.LogFront.DropAsync(0, 300 * round, long.MaxValue, default)).Batches);
            Assert.True(await PagesAsync() >= before);
            await AppendAsync(300);
        }

        Assert.InRange(await PagesAsync(), before, before + (before / 50));

        async Task AppendAsync(int batches)
        {
            var sequence = (await other.Log.LoadAsync(device, default)).Sequence;
            for (var i = 0; i < batches; i++)
            {
                await other.Log.AppendAsync(Appends.To(device, sequence + i, bytes: 3_000), default);
            }
        }

        async Task<long> PagesAsync() =>
            (await other.Databases.Log.QueryAsync(new SqlQuery("pages") { Text = "select page_count from pragma_page_count" }, row => row.GetInt64(0), default))[0];
    }
}
