using Fleet.Domain.Devices;
using Fleet.Domain.Metrics;
using Fleet.Grains.Alerts;
using Fleet.Grains.Devices;
using Fleet.Grains.EventLog;
using Fleet.Grains.Metrics;
using Fleet.Grains.Projections;
using Fleet.Grains.Traces;
using Fleet.Storage.Tests.Devices;
using Fleet.Storage.Tests.EventLog;

namespace Fleet.Storage.Tests.Projections;

/// <summary>What every store of read models does when the front of the log is released, and when they are made anew after that.</summary>
public abstract class ReadModelFrontContract(StoreFixture fixture) : IAsyncLifetime
{
    private const int Shard = 0;
    private const long Day = 24 * Commits.HourMs;

    private RunningStore _store = null!;
    private int _lost;

    public async ValueTask InitializeAsync() => _store = await RunningStore.StartAsync((await fixture.CreateDatabaseAsync()) with { ShardCount = 1 });

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Rows_are_released_when_read_models_column_files_traces_and_alerts_have_them()
    {
        Assert.False(await ReleaseAsync(1));
        await ProjectAsync(10);
        Assert.False(await ReleaseAsync(1));
        await _store.Columns.AppendAsync(Shard, 0, 4, [], [], default);
        Assert.False(await ReleaseAsync(1));
        await TraceAsync(0, 4);
        Assert.False(await ReleaseAsync(1));
        await AlertAsync(4);
        Assert.True(await ReleaseAsync(4));
        Assert.False(await ReleaseAsync(5));
        await _store.Columns.AppendAsync(Shard, 4, 20, [], [], default);
        Assert.False(await ReleaseAsync(5));
        await TraceAsync(4, 10);
        await AlertAsync(10);
        Assert.False(await ReleaseAsync(11));
        Assert.True(await ReleaseAsync(10));
    }

    [Fact]
    public async Task What_was_refused_freezes_nothing()
    {
        await ProjectAsync(10);
        Assert.False(await ReleaseAsync(4));
        Assert.Equal(0, await _store.ReadModels.ClearAsync(default));
        Assert.Equal(default, await CheckpointAsync());
    }

    [Fact]
    public async Task Made_anew_they_keep_what_is_older_than_the_log_and_begin_at_its_front()
    {
        var device = Views.Of("p", "d", Shard);
        await ProjectAsync(10, [.. Buckets(46, 47, 48, 49)], device);
        await _store.Columns.AppendAsync(Shard, 0, 10, [], [], default);
        await TraceAsync(0, 10);
        await AlertAsync(10);
        Assert.True(await ReleaseAsync(6, Day + 1));
        Assert.True(await ReleaseAsync(4, Day));

        Assert.Equal(2 * Day, await _store.ReadModels.ClearAsync(default));

        Assert.Equal(new ProjectionCheckpoint(6, 10, new FrozenBuckets(10, 2 * Day)), await CheckpointAsync());
        Assert.Equal(6, await _store.Columns.LoadCheckpointAsync(Shard, default));
        Assert.Equal(device.Ordinal, Assert.Single(await _store.Projections.LoadDevicesAsync(Shard, [device.DeviceId], default)).Ordinal);
        foreach (var (key, _, _) in Buckets(46, 47, 48, 49))
        {
            Assert.Equal(key.Bucket.StartMs < 2 * Day ? 1 : 0, (await _store.Projections.LoadPartialAsync(Shard, key, default)).Rollups.Count);
        }
    }

    [Fact]
    public async Task They_are_not_made_anew_again_before_they_have_caught_up()
    {
        await ProjectAsync(10, [.. Buckets(10)]);
        await _store.Columns.AppendAsync(Shard, 0, 10, [], [], default);
        await TraceAsync(0, 10);
        await AlertAsync(10);
        await ReleaseAsync(6);
        await _store.ReadModels.ClearAsync(default);

        var refused = await Assert.ThrowsAsync<StorageSetupException>(() => _store.ReadModels.ClearAsync(default));
        Assert.StartsWith("the read models are still being rebuilt, in 2 shards;", refused.Message, StringComparison.Ordinal);
        Assert.Equal(6, (await CheckpointAsync()).Position);

        await ProjectAsync(4);
        refused = await Assert.ThrowsAsync<StorageSetupException>(() => _store.ReadModels.ClearAsync(default));
        Assert.StartsWith("the read models are still being rebuilt, in 1 shards;", refused.Message, StringComparison.Ordinal);
        await TraceAsync(6, 10);
        await _store.ReadModels.ClearAsync(default);
        await ProjectAsync(5);
        Assert.Equal(new ProjectionCheckpoint(11, 19, new FrozenBuckets(10, Day)), await CheckpointAsync());
    }

    [Fact]
    public async Task Of_the_last_commit_before_they_were_made_anew_a_second_activation_is_refused()
    {
        await ProjectAsync(10);
        await _store.Columns.AppendAsync(Shard, 0, 10, [], [], default);
        await TraceAsync(0, 10);
        await AlertAsync(10);
        await ReleaseAsync(6);
        var late = Commits.Move(Shard, await CheckpointAsync());
        await _store.ReadModels.ClearAsync(default);
        Assert.False(await _store.Projections.CommitAsync(late, default));
    }

    [Fact]
    public async Task Read_models_that_are_older_than_the_log_are_emptied_only_with_their_past()
    {
        // As if they were lost: the log does not have what they would be made of.
        var device = new DeviceKey("p", "d");
        await _store.Log.AppendAsync(device, 3);
        await _store.Log.SaveSnapshotAsync(device, new DeviceSnapshot(3, 1, [1]), default);
        await _store.LogFront.DropAsync(Shard, 2, long.MaxValue, default);
        await ProjectAsync(1, [.. Buckets(10)]);

        var refused = await Assert.ThrowsAsync<StorageSetupException>(() => _store.ReadModels.ClearAsync(default));
        Assert.StartsWith("of shard 0 the event log begins at position 3, and the read models do not have what was before it", refused.Message, StringComparison.Ordinal);

        await _store.ReadModels.ClearWithPastAsync(default);
        Assert.Equal(new ProjectionCheckpoint(2, 0), await CheckpointAsync());
        Assert.Empty((await _store.Projections.LoadPartialAsync(Shard, Buckets(10).Single().Key, default)).Rollups);
        await ProjectAsync(1);
        Assert.Equal(new ProjectionCheckpoint(3, 1), await CheckpointAsync());
    }

    [Fact]
    public async Task Rows_of_a_log_that_was_put_back_from_a_backup_are_new_at_positions_that_it_had_once()
    {
        _lost = 6;
        await ProjectAsync(10);
        await _store.Columns.AppendAsync(Shard, 0, 10, [], [], default);
        await TraceAsync(0, 10);
        await AlertAsync(10);
        Assert.True(await ReleaseAsync(6));
        await _store.ReadModels.ClearAsync(default);
        Assert.Equal(new ProjectionCheckpoint(4, 10, new FrozenBuckets(4, Day)), await CheckpointAsync());
        Assert.Equal(4, await _store.Columns.LoadCheckpointAsync(Shard, default));
    }

    private static IEnumerable<PartialRollup> Buckets(params int[] hours) =>
        hours.Select(hour => new PartialRollup(Commits.Partial("p", "default", Commits.Hour(hour)), 1, [1]));

    private Task<bool> ReleaseAsync(long upTo, long beforeMs = Day) => _store.ReadModelFront.ReleaseAsync(Shard, upTo, beforeMs, default);

    private async Task TraceAsync(long from, long to) => Assert.True(await _store.Traces.CommitAsync(
        new TraceCommit { Shard = Shard, Expected = from, Next = to, RetentionEpoch = (await _store.Retention.HorizonsAsync(default)).Epoch, AtMs = 1 }, default));

    private async Task AlertAsync(long to) => Assert.True(await _store.Alerts.CommitAsync(
        new AlertCommit { Shard = Shard, Expected = await _store.Alerts.LoadCheckpointAsync(Shard, default), Next = to, AtMs = 1, Revisions = new Dictionary<string, long>() }, default));

    private Task<ProjectionCheckpoint> CheckpointAsync() => _store.Projections.LoadCheckpointAsync(Shard, default);

    /// <summary>Moves the checkpoint by as many rows, in as many commits.</summary>
    private async Task ProjectAsync(int rows, IReadOnlyCollection<PartialRollup>? partials = null, DeviceView? device = null)
    {
        await _store.Log.AppendAsync(new DeviceKey("p", "filler"), rows - _lost);
        for (var i = 0; i < rows; i++)
        {
            var (isLast, from) = (i == rows - 1, await CheckpointAsync());
            await _store.Projections.ApplyAsync(Shard, commit => commit with
            {
                Next = @from with { Position = from.Position + 1, NextOrdinal = from.NextOrdinal + 1 },
                Devices = isLast && device is not null ? [device] : [],
                Partials = isLast && partials is not null ? partials : [],
                Touched = isLast && partials is not null ? [.. partials.Select(p => new TouchedBucket(p.Key.Project, p.Key.Cohort, p.Key.Bucket))] : [],
            });
        }
    }
}
