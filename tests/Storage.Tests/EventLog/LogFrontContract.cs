using Fleet.Domain.Devices;
using Fleet.Grains.EventLog;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Tests.EventLog;

/// <summary>What every event log does when its front is dropped. Batches are received a second apart, from <see cref="First"/> on.</summary>
public abstract class LogFrontContract(StoreFixture fixture) : IAsyncLifetime
{
    private const long First = 1_700_000_000_000;
    private const int Shard = 0;

    private readonly List<(DeviceKey Device, long Sequence, long Position)> _appended = [];
    private RunningStore _store = null!;

    private IEventLog Log => _store.Log;

    private IEventLogFront Front => _store.LogFront;

    public async ValueTask InitializeAsync() => _store = await RunningStore.StartAsync((await fixture.CreateDatabaseAsync()) with { ShardCount = 1 });

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task The_front_goes_up_to_the_first_batch_that_is_younger_and_what_went_is_counted()
    {
        await AppendAsync("a", "b", "a", "a", "b");
        await SnapshotAsync("a", 3);
        await SnapshotAsync("b", 2);
        Assert.Equal(First, await Front.OldestAsync(default));
        Assert.Equal([1, 2, 3], (await Front.PeekAsync(Shard, First + 3_000, 10, default)).Select(b => b.Position));
        Assert.Empty(await Front.PeekAsync(Shard, First, 10, default));

        Assert.Equal(new DroppedFront(3, 900), await Front.DropAsync(Shard, 5, First + 3_000, default));

        Assert.Equal([4, 5], (await Log.ReadAllAsync(Shard)).Select(row => row.Position));
        Assert.Equal(new ShardFront(4, First + 3_000, 3, 900), Assert.Single(await Front.FrontsAsync(default)));
        Assert.Equal(First + 3_000, await Front.OldestAsync(default));

        // Again, nothing.
        Assert.Equal(default, await Front.DropAsync(Shard, 5, First + 3_000, default));
        Assert.Equal(new ShardFront(4, First + 3_000, 3, 900), Assert.Single(await Front.FrontsAsync(default)));
    }

    [Fact]
    public async Task Nothing_goes_beyond_the_position_that_was_released()
    {
        await AppendAsync("a", "a", "a");
        await SnapshotAsync("a", 3);
        Assert.Equal(2, (await Front.DropAsync(Shard, 2, long.MaxValue, default)).Batches);
        Assert.Equal([3], (await Log.ReadAllAsync(Shard)).Select(row => row.Position));
    }

    [Fact]
    public async Task A_batch_that_its_device_needs_stays_with_all_behind_it()
    {
        await AppendAsync("a", "b", "a", "b", "a");
        await SnapshotAsync("a", 3);
        Assert.Equal([true, false, true, false, true], (await Front.PeekAsync(Shard, long.MaxValue, 10, default)).Select(b => b.IsCovered));
        Assert.Equal(1, (await Front.DropAsync(Shard, 5, long.MaxValue, default)).Batches);

        await SnapshotAsync("b", 1);
        Assert.Equal([true, true, false, true], (await Front.PeekAsync(Shard, long.MaxValue, 10, default)).Select(b => b.IsCovered));
        Assert.Equal([2, 3], (await Front.PeekAsync(Shard, long.MaxValue, 2, default)).Select(b => b.Position));
        Assert.Equal(2, (await Front.DropAsync(Shard, 5, long.MaxValue, default)).Batches);
        Assert.Equal([2L], (await Log.LoadAsync(Device("b"), default)).Batches.Select(b => b.Sequence));
    }

    [Fact]
    public async Task A_device_whose_batches_are_all_gone_loads_from_its_snapshot_and_its_sequence_holds()
    {
        await AppendAsync("a", "a");
        await SnapshotAsync("a", 2);
        await Front.DropAsync(Shard, 2, long.MaxValue, default);

        var history = await Log.LoadAsync(Device("a"), default);
        Assert.Equal((2L, 2L, 0), (history.Sequence, history.Snapshot!.Sequence, history.Batches.Count));
        Assert.Null(await Front.OldestAsync(default));
        Assert.Equal(AppendResult.Conflict, await Log.AppendAsync(Appends.To(Device("a"), 1), default));
        Assert.Equal(AppendResult.Conflict, await Log.AppendAsync(Appends.To(Device("a"), 0), default));

        // Positions go on.
        Assert.Equal(3, (await Log.AppendAsync(Appends.To(Device("a"), 2), default)).Position);
        Assert.Equal([3], (await Log.LoadAsync(Device("a"), default)).Batches.Select(b => b.Sequence));
        Assert.Equal([3], (await Log.ReadAllAsync(Shard)).Select(row => row.Position));
        Assert.Equal((3, 3), ((await Log.HeadsAsync(default))[Shard], await Log.LengthAsync(default)));
    }

    [Fact]
    public async Task A_device_whose_batches_are_all_gone_is_erased_once_its_last_batch_says_so_and_then_goes_whole()
    {
        await AppendAsync("a", "a");
        await SnapshotAsync("a", 2);
        await Front.DropAsync(Shard, 2, long.MaxValue, default);
        await AppendAsync("a");
        var id = (await Log.LoadAsync(Device("a"), default)).DeviceId!.Value;

        // Its deletion is not covered before it is erased.
        Assert.Equal(0, (await Front.DropAsync(Shard, 3, long.MaxValue, default)).Batches);
        await Log.EraseAsync(Shard, id, default);
        Assert.True(Assert.Single(await Front.PeekAsync(Shard, long.MaxValue, 10, default)).IsCovered);
        Assert.Equal(1, (await Front.DropAsync(Shard, 3, long.MaxValue, default)).Batches);

        Assert.Equal(0, await CountAsync("device_head"));
        Assert.Equal(0, await CountAsync("device_snapshot"));
        await Log.EraseAsync(Shard, id, default);
        var again = await Log.AppendAsync(Appends.To(Device("a"), 0), default);
        Assert.NotEqual(id, again.DeviceId);
        Assert.Equal(4, again.Position);
    }

    [Fact]
    public async Task A_snapshot_without_a_checksum_or_with_another_stands_for_nothing()
    {
        await AppendAsync("a", "b");
        await SnapshotAsync("a", 1);
        await SnapshotAsync("b", 1);
        await ExecuteAsync("update {0}device_snapshot set checksum = null where device_id = (select device_id from {0}device_head where serial = 'a')");
        await ExecuteAsync("update {0}device_snapshot set checksum = checksum + 1 where device_id = (select device_id from {0}device_head where serial = 'b')");
        Assert.Equal([false, false], (await Front.PeekAsync(Shard, long.MaxValue, 10, default)).Select(b => b.IsCovered));
        Assert.Equal(0, (await Front.DropAsync(Shard, 2, long.MaxValue, default)).Batches);

        // It is put in their place though it is of the same batch.
        await SnapshotAsync("a", 1);
        await SnapshotAsync("b", 1);
        Assert.Equal([true, true], (await Front.PeekAsync(Shard, long.MaxValue, 10, default)).Select(b => b.IsCovered));
        Assert.Equal(2, (await Front.DropAsync(Shard, 2, long.MaxValue, default)).Batches);
    }

    [Fact]
    public async Task A_damaged_snapshot_is_passed_over_while_the_batches_are_there_and_an_error_after()
    {
        await AppendAsync("a", "a", "a");
        await SnapshotAsync("a", 2);
        await DamageAsync();
        var history = await Log.LoadAsync(Device("a"), default);
        Assert.Null(history.Snapshot);
        Assert.Equal([1, 2, 3], history.Batches.Select(b => b.Sequence));

        await SnapshotAsync("a", 2);
        await Front.DropAsync(Shard, 1, long.MaxValue, default);
        Assert.Equal([3], (await Log.LoadAsync(Device("a"), default)).Batches.Select(b => b.Sequence));
        await DamageAsync();
        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => Log.LoadAsync(Device("a"), default));
        Assert.Equal("p/a: its snapshot of batch 1 is damaged, and not all of the batches before it are in the log any more; put it back from a backup", fault.Message);

        Task DamageAsync() => ExecuteAsync("update {0}device_snapshot set sequence = 1");
    }

    [Fact]
    public async Task The_front_is_dropped_while_others_append_and_delete()
    {
        using var stop = new CancellationTokenSource();
        var drops = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await Front.DropAsync(Shard, long.MaxValue, long.MaxValue, default);
            }
        });
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(async () =>
        {
            for (var n = 0; n < 12; n++)
            {
                Assert.True((await Log.AppendAsync(Appends.To(Device($"d{i}"), n), default)).IsCommitted);
                if (n % 4 == 3 && i % 3 > 0)
                {
                    await SnapshotAsync($"d{i}", n + 1);
                }
            }

            if (i % 3 == 2)
            {
                await Log.EraseAsync(Shard, (await Log.LoadAsync(Device($"d{i}"), default)).DeviceId!.Value, default);
            }
        })));
        await stop.CancelAsync();
        await drops;
        for (var i = 0; i < 12; i++)
        {
            var history = await Log.LoadAsync(Device($"d{i}"), default);
            Assert.Equal(i % 3 == 2 ? 0 : 12, history.Sequence);
            Assert.Equal(i % 3 == 0 ? 12 : 0, history.Batches.Count);
        }

        var front = Assert.Single(await Front.FrontsAsync(default));
        Assert.Equal(front.FirstKept, (await Log.ReadAllAsync(Shard))[0].Position);
        Assert.Equal(144, await Log.LengthAsync(default));
    }

    private static DeviceKey Device(string serial) => new("p", serial);

    private async Task AppendAsync(params string[] serials)
    {
        foreach (var device in serials.Select(Device))
        {
            var sequence = _appended.Count(a => a.Device == device);
            var result = await Log.AppendAsync(Appends.To(device, sequence) with { ReceivedAtMs = First + (_appended.Count * 1_000) }, default);
            _appended.Add((device, sequence + 1, result.Position));
        }
    }

    private Task SnapshotAsync(string serial, long sequence) => Log.SaveSnapshotAsync(Device(serial), new DeviceSnapshot(sequence, 1, [1, 2, (byte)sequence]), default);

    private async Task<long> CountAsync(string table) => (await _store.Databases.Log.QueryAsync(
        new SqlQuery("count") { Text = $"select count(*) from {Qualified("{0}" + table)}" }, row => row.GetInt64(0), default))[0];

    private Task ExecuteAsync(string text) => _store.Databases.Log.TransactAsync(
        async transaction =>
        {
            await transaction.QueryAsync(new SqlQuery("execute") { Text = $"{Qualified(text)} returning 1" }, _ => true);
            return true;
        },
        default);

    private string Qualified(string text) =>
        text.Replace("{0}", _store.Databases.Log.Dialect == SqlDialect.Sqlite ? "" : "log.", StringComparison.Ordinal);
}
