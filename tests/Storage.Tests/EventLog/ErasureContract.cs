using Fleet.Domain.Devices;
using Fleet.Grains.EventLog;
using Fleet.Storage.EventLog;

namespace Fleet.Storage.Tests.EventLog;

/// <summary>What every event log does with a device that was deleted.</summary>
public abstract class ErasureContract(StoreFixture store)
{
    private IEventLog Log => store.Store.Log;

    [Fact]
    public async Task Of_an_erased_device_its_last_batch_is_left_and_its_serial_is_free()
    {
        var (device, id) = await AddAsync(7);
        await Log.SaveSnapshotAsync(device, new DeviceSnapshot(3, 1, [3]), default);
        var last = (await RowsAsync(device)).Single(row => row.DeviceId == id && row.Sequence == 7);

        await Log.EraseAsync(ShardOf(device), id, default);

        var left = Assert.Single(await RowsAsync(device), row => row.DeviceId == id);
        Assert.Equal((last.Position, 7L, new DeviceKey(device.Project, $"~{id}")), (left.Position, left.Sequence, left.Device));
        Assert.Equal(last.Payload, left.Payload);
        var history = await Log.LoadAsync(device, default);
        Assert.Equal((0L, null, null, 0), (history.Sequence, history.DeviceId, history.Snapshot, history.Batches.Count));
    }

    [Fact]
    public async Task A_serial_comes_back_as_another_device_of_which_the_erasure_of_the_first_takes_nothing()
    {
        var (device, id) = await AddAsync(3);
        await Log.EraseAsync(ShardOf(device), id, default);
        await Log.AppendAsync(device, 3);
        await Log.EraseAsync(ShardOf(device), id, default);

        var history = await Log.LoadAsync(device, default);
        Assert.Equal([1, 2, 3], history.Batches.Select(b => b.Sequence));
        Assert.NotEqual(id, history.DeviceId);
    }

    [Fact]
    public async Task Readers_pass_over_the_gap_and_positions_are_not_given_again()
    {
        var (device, id) = await AddAsync(4);
        var other = Neighbour(device);
        await Log.AppendAsync(other, 2);
        var before = await Log.ReadAllAsync(ShardOf(device));
        await Log.EraseAsync(ShardOf(device), id, default);
        var next = await Log.AppendAsync(other, 1);

        var rows = await Log.ReadAllAsync(ShardOf(device));
        Assert.Equal(before[^1].Position + 1, next);
        Assert.Equal(before.Where(row => row.DeviceId != id || row.Sequence == 4).Select(row => row.Position).Append(next), rows.Select(row => row.Position));
        Assert.Equal([1, 2, 3], (await Log.LoadAsync(other, default)).Batches.Select(b => b.Sequence));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(100)]
    public async Task A_long_history_is_erased_in_pieces_and_what_is_left_is_whole_after_each(int pieceSize)
    {
        var (device, id) = await AddAsync(11);
        var erasure = new DeviceErasure(store.Store.Databases.Log, pieceSize);
        for (var left = 10; left >= pieceSize; left -= pieceSize)
        {
            Assert.True(await erasure.EraseSomeAsync(ShardOf(device), id, default));
            var history = await Log.LoadAsync(device, default);
            Assert.Equal([.. Enumerable.Range(1, left - pieceSize).Select(i => (long)i), 11L], history.Batches.Select(b => b.Sequence));
        }

        Assert.False(await erasure.EraseSomeAsync(ShardOf(device), id, default));
        Assert.Single(await RowsAsync(device), row => row.DeviceId == id);
    }

    [Fact]
    public async Task Whoever_still_means_the_erased_device_does_not_reach_the_one_that_has_its_serial_now()
    {
        var (device, id) = await AddAsync(3);
        await Log.EraseAsync(ShardOf(device), id, default);
        await Log.AppendAsync(device, 3);

        Assert.Equal(AppendResult.Conflict, await Log.AppendAsync(Appends.To(device, 3) with { DeviceId = id }, default));
        await Log.SaveSnapshotAsync(device, new DeviceSnapshot(3, 1, [9]) { DeviceId = id }, default);

        var history = await Log.LoadAsync(device, default);
        Assert.Equal((3L, null), (history.Sequence, history.Snapshot));
        Assert.True((await Log.AppendAsync(Appends.To(device, 3) with { DeviceId = history.DeviceId }, default)).IsCommitted);
    }

    [Fact]
    public async Task Appends_name_the_number_of_their_device()
    {
        var device = new DeviceKey(store.NewProject(), "d");
        var first = await Log.AppendAsync(Appends.To(device, 0), default);
        var second = await Log.AppendAsync(Appends.To(device, 1) with { DeviceId = first.DeviceId }, default);
        Assert.Equal((first.DeviceId, (long?)first.DeviceId), (second.DeviceId, (await Log.LoadAsync(device, default)).DeviceId));
    }

    [Fact]
    public async Task Devices_are_erased_while_others_are_written()
    {
        var project = store.NewProject();
        await Task.WhenAll(Enumerable.Range(0, 24).Select(i => Task.Run(async () =>
        {
            var device = new DeviceKey(project, $"d{i}");
            await Log.AppendAsync(device, 15);
            if (i % 2 == 0)
            {
                await Log.EraseAsync(ShardOf(device), (await Log.LoadAsync(device, default)).DeviceId!.Value, default);
                await Log.AppendAsync(device, 5);
            }
        })));
        for (var i = 0; i < 24; i++)
        {
            Assert.Equal(i % 2 == 0 ? 5 : 15, (await Log.LoadAsync(new DeviceKey(project, $"d{i}"), default)).Batches.Count);
        }
    }

    private async Task<(DeviceKey Device, long Id)> AddAsync(int batches)
    {
        var device = new DeviceKey(store.NewProject(), "d");
        await Log.AppendAsync(device, batches);
        return (device, (await Log.LoadAsync(device, default)).DeviceId!.Value);
    }

    private async Task<List<LogRow>> RowsAsync(DeviceKey device) => await Log.ReadAllAsync(ShardOf(device));

    private int ShardOf(DeviceKey device) => device.ShardOf(Log.ShardCount);

    private DeviceKey Neighbour(DeviceKey device) =>
        Enumerable.Range(0, 1_000).Select(i => new DeviceKey(device.Project, $"n{i}")).First(other => ShardOf(other) == ShardOf(device));
}
