using System.Collections.Concurrent;
using Fleet.Domain.Devices;
using Fleet.Grains.EventLog;

namespace Fleet.Storage.Tests.EventLog;

/// <summary>What every event log does.</summary>
public abstract class EventLogContract(StoreFixture store)
{
    private IEventLog Log => store.Store.Log;

    [Fact]
    public async Task Unknown_device_has_sequence_0_and_no_batches()
    {
        var history = await Log.LoadAsync(NewDevice(), default);

        Assert.Equal(0, history.Sequence);
        Assert.Null(history.Snapshot);
        Assert.Empty(history.Batches);
    }

    [Fact]
    public async Task Batches_come_back_as_they_went_in_and_in_order()
    {
        var device = NewDevice();
        await Log.AppendAsync(device, 5);

        var history = await Log.LoadAsync(device, default);

        Assert.Equal(5, history.Sequence);
        Assert.Equal([1, 2, 3, 4, 5], history.Batches.Select(batch => batch.Sequence));
        Assert.All(history.Batches, batch => Assert.Equal(Appends.Payload(device, batch.Sequence), batch.Payload));
        Assert.All(history.Batches, batch => Assert.Equal(Appends.Format, batch.Format));
    }

    [Fact]
    public async Task Stale_append_is_refused_and_leaves_no_trace()
    {
        var device = NewDevice();
        var last = await Log.AppendAsync(device, 2);

        Assert.Equal(AppendResult.Conflict, await Log.AppendAsync(Appends.To(device, 1), default));
        Assert.Equal(AppendResult.Conflict, await Log.AppendAsync(Appends.To(device, 0), default));
        Assert.Equal(AppendResult.Conflict, await Log.AppendAsync(Appends.To(device, 7), default));

        Assert.Equal(2, (await Log.LoadAsync(device, default)).Sequence);
        Assert.Empty(await Log.ReadAsync(ShardOf(device), last, 10, default));
    }

    [Fact]
    public async Task Append_to_an_unknown_device_that_expects_batches_is_refused()
    {
        var device = NewDevice();

        Assert.Equal(AppendResult.Conflict, await Log.AppendAsync(Appends.To(device, 3), default));
        Assert.Equal(0, (await Log.LoadAsync(device, default)).Sequence);
    }

    [Fact]
    public async Task Conflict_costs_its_device_alone()
    {
        var project = store.NewProject();
        var devices = Enumerable.Range(0, 200).Select(i => new DeviceKey(project, $"d{i}")).ToList();
        await Task.WhenAll(devices.Select(device => Log.AppendAsync(Appends.To(device, 0), default)));

        var results = await Task.WhenAll(devices.Select((device, i) => Log.AppendAsync(Appends.To(device, i % 3 == 0 ? 0 : 1), default)));

        Assert.All(results.Index(), result => Assert.Equal(result.Index % 3 != 0, result.Item.IsCommitted));
        await AssertGapFreeAsync();
    }

    [Fact]
    public async Task Of_two_first_appends_of_a_new_device_one_wins()
    {
        for (var i = 0; i < 50; i++)
        {
            var device = NewDevice();
            var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Log.AppendAsync(Appends.To(device, 0), default)));

            Assert.Single(results, result => result.IsCommitted);
            Assert.Equal(1, (await Log.LoadAsync(device, default)).Sequence);
        }
    }

    [Fact]
    public async Task Positions_have_no_gaps_under_concurrent_appends_and_a_reader_never_misses_one()
    {
        var project = store.NewProject();
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, Log.ShardCount).Select(shard => Task.Run(() => FollowAsync(shard, stop.Token))).ToList();

        await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() => Log.AppendAsync(new DeviceKey(project, $"d{i}"), 40))));

        await stop.CancelAsync();
        await Task.WhenAll(readers);
        await AssertGapFreeAsync();
    }

    [Fact]
    public async Task Rows_of_a_shard_name_their_device_and_keep_its_number()
    {
        var device = NewDevice();
        var after = (await Log.ReadAllAsync(ShardOf(device))).Count;
        await Log.AppendAsync(device, 3);

        var rows = await Log.ReadAsync(ShardOf(device), after, 10, default);

        Assert.Equal([1, 2, 3], rows.Select(row => row.Sequence));
        Assert.All(rows, row => Assert.Equal(device, row.Device));
        Assert.Single(rows.Select(row => row.DeviceId).Distinct());
        Assert.True(rows[0].DeviceId > 0);
        Assert.Equal(rows.Skip(1), await Log.ReadAsync(ShardOf(device), after + 1, 2, default), RowsAreSame);
    }

    [Fact]
    public async Task History_begins_after_the_snapshot()
    {
        var device = NewDevice();
        await Log.AppendAsync(device, 6);
        await Log.SaveSnapshotAsync(device, new DeviceSnapshot(4, 2, [1, 2, 3]), default);

        var history = await Log.LoadAsync(device, default);

        Assert.Equal(6, history.Sequence);
        Assert.Equal((4, 2), (history.Snapshot!.Sequence, history.Snapshot.Format));
        Assert.Equal([1, 2, 3], history.Snapshot.State);
        Assert.Equal([5, 6], history.Batches.Select(batch => batch.Sequence));
    }

    [Fact]
    public async Task Snapshot_of_everything_leaves_no_batches_to_replay()
    {
        var device = NewDevice();
        await Log.AppendAsync(device, 3);
        await Log.SaveSnapshotAsync(device, new DeviceSnapshot(3, 1, [9]), default);

        var history = await Log.LoadAsync(device, default);

        Assert.Equal(3, history.Sequence);
        Assert.Equal(3, history.Snapshot!.Sequence);
        Assert.Empty(history.Batches);
    }

    [Fact]
    public async Task Snapshot_never_goes_backwards_nor_ahead_of_the_log()
    {
        var device = NewDevice();
        await Log.AppendAsync(device, 5);
        await Log.SaveSnapshotAsync(device, new DeviceSnapshot(4, 1, [4]), default);
        await Log.SaveSnapshotAsync(device, new DeviceSnapshot(2, 1, [2]), default);
        await Log.SaveSnapshotAsync(device, new DeviceSnapshot(6, 1, [6]), default);

        var history = await Log.LoadAsync(device, default);

        Assert.Equal([4], history.Snapshot!.State);
        Assert.Equal([5], history.Batches.Select(batch => batch.Sequence));
    }

    [Fact]
    public async Task Long_history_without_a_snapshot_is_whole()
    {
        var device = NewDevice();
        await Log.AppendAsync(device, 300);

        var history = await Log.LoadAsync(device, default);

        Assert.Equal(Enumerable.Range(1, 300).Select(i => (long)i), history.Batches.Select(batch => batch.Sequence));
    }

    [Fact]
    public async Task Read_of_large_rows_is_cut_short_and_goes_on_where_it_ended()
    {
        var device = NewDevice();
        var after = (await Log.ReadAllAsync(ShardOf(device))).Count;
        for (var i = 0; i < 6; i++)
        {
            await Log.AppendAsync(Appends.To(device, i, bytes: 4 * 1024 * 1024), default);
        }

        Assert.Equal([1, 2, 3, 4], (await Log.ReadAsync(ShardOf(device), after, 100, default)).Select(row => row.Sequence));
        Assert.Equal([5, 6], (await Log.ReadAsync(ShardOf(device), after + 4, 100, default)).Select(row => row.Sequence));
    }

    [Fact]
    public async Task Two_logs_on_one_database_fence_each_other()
    {
        await using var first = await OpenSharedAsync();
        await using var second = await OpenSharedAsync();
        var project = store.NewProject();
        var won = new ConcurrentDictionary<(DeviceKey, long), int>();

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(async () =>
        {
            var device = new DeviceKey(project, $"d{i % 20}");
            var log = i < 20 ? first.Log : second.Log;
            for (var sequence = 0L; sequence < 30;)
            {
                var result = await log.AppendAsync(Appends.To(device, sequence), default);
                if (result.IsCommitted)
                {
                    won.AddOrUpdate((device, sequence + 1), 1, (_, count) => count + 1);
                }

                sequence = (await log.LoadAsync(device, default)).Sequence;
            }
        })));

        Assert.Equal(20 * 30, won.Count(pair => pair.Value == 1));
        await AssertGapFreeAsync();
    }

    /// <summary>A second server on the database of the fixture, where there can be one.</summary>
    internal abstract Task<RunningStore> OpenSharedAsync();

    private static bool RowsAreSame(LogRow one, LogRow other) =>
        (one.Position, one.DeviceId, one.Device, one.Sequence) == (other.Position, other.DeviceId, other.Device, other.Sequence)
        && one.Payload.SequenceEqual(other.Payload);

    private DeviceKey NewDevice() => new(store.NewProject(), "d-1");

    private int ShardOf(DeviceKey device) => device.ShardOf(Log.ShardCount);

    private async Task FollowAsync(int shard, CancellationToken stop)
    {
        var last = 0L;
        while (true)
        {
            var isLast = stop.IsCancellationRequested;
            var rows = await Log.ReadAsync(shard, last, 50, default);
            Assert.Equal(Enumerable.Range(1, rows.Count).Select(i => last + i), rows.Select(row => row.Position));
            last += rows.Count;
            if (rows.Count == 0)
            {
                if (isLast)
                {
                    return;
                }

                await Task.Yield();
            }
        }
    }

    private async Task AssertGapFreeAsync()
    {
        for (var shard = 0; shard < Log.ShardCount; shard++)
        {
            var rows = await Log.ReadAllAsync(shard);
            Assert.Equal(Enumerable.Range(1, rows.Count).Select(i => (long)i), rows.Select(row => row.Position));
            foreach (var device in rows.GroupBy(row => row.Device))
            {
                Assert.Equal(Enumerable.Range(1, device.Count()).Select(i => (long)i), device.Select(row => row.Sequence));
            }
        }
    }
}
