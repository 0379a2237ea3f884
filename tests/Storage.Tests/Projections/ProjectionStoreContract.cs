using Fleet.Domain.Devices;
using Fleet.Grains.Devices;
using Fleet.Grains.Projections;
using Fleet.Storage.Tests.Devices;

namespace Fleet.Storage.Tests.Projections;

/// <summary>What every projection store does.</summary>
public abstract class ProjectionStoreContract(StoreFixture store)
{
    private static int _shards = 1000;

    private readonly int _shard = Interlocked.Increment(ref _shards);

    private IProjectionStore Store => store.Store.Projections;

    [Fact]
    public async Task Shard_begins_at_position_0() => Assert.Equal(default, await Store.LoadCheckpointAsync(_shard, default));

    [Fact]
    public async Task Checkpoint_moves_only_from_where_it_is()
    {
        var at = new ProjectionCheckpoint(7, 2);
        Assert.False(await Store.CommitAsync(Commits.Move(_shard, at), default));
        Assert.True(await Store.CommitAsync(Commits.Move(_shard, default) with { Next = at }, default));
        Assert.False(await Store.CommitAsync(Commits.Move(_shard, default), default));
        Assert.False(await Store.CommitAsync(Commits.Move(_shard, at with { NextOrdinal = 3 }), default));

        Assert.Equal(at, await Store.LoadCheckpointAsync(_shard, default));
    }

    [Fact]
    public async Task Refused_commit_writes_nothing()
    {
        var device = Views.Of(store.NewProject(), "d", _shard);
        var bucket = Commits.Hour(5);

        var commit = Commits.Move(_shard, new ProjectionCheckpoint(1, 1)) with
        {
            Devices = [device],
            Partials = [new PartialRollup(Commits.Partial(device.Project, "default", bucket), 1, [1])],
            Touched = [new TouchedBucket(device.Project, "default", bucket)],
        };
        Assert.False(await Store.CommitAsync(commit, default));

        Assert.Empty(await Store.LoadDevicesAsync(_shard, [device.DeviceId], default));
        Assert.Empty((await Store.LoadPartialAsync(_shard, Commits.Partial(device.Project, "default", bucket), default)).Rollups);
        Assert.Empty(await store.Store.Rollups.StaleAsync(device.Project, "default", 10, default));
    }

    [Fact]
    public async Task Of_activations_that_race_one_wins_each_step()
    {
        var wins = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 25; i++)
            {
                var checkpoint = await Store.LoadCheckpointAsync(_shard, default);
                if (await Store.CommitAsync(Commits.Move(_shard, checkpoint), default))
                {
                    Interlocked.Increment(ref wins);
                }
            }
        })));

        Assert.Equal(wins, (await Store.LoadCheckpointAsync(_shard, default)).Position);
    }

    [Fact]
    public async Task Device_is_inserted_then_replaced_whole()
    {
        var first = Views.Of(store.NewProject(), "d", _shard);
        await Store.AddAsync(first);
        Assert.True(Views.AreSame(first, Assert.Single(await Store.LoadDevicesAsync(_shard, [first.DeviceId, 1], default))));

        var second = first with { Cohort = "beta", Nickname = "it's \"me\" \\ %", SoftwareVersion = "2", LastSeenMs = 99, Latest = [7], ConfigurationRevision = 4 };
        await Store.AddAsync(second);
        Assert.True(Views.AreSame(second, (await store.Store.Devices.FindAsync(new DeviceKey(first.Project, "d"), default))!));
    }

    [Fact]
    public async Task Text_with_the_character_NUL_does_not_stop_a_projection()
    {
        var device = Views.Of(store.NewProject(), "d", _shard, version: "1\0.0");
        await Store.AddAsync(device);

        Assert.StartsWith("1", Assert.Single(await Store.LoadDevicesAsync(_shard, [device.DeviceId], default)).SoftwareVersion);
    }

    [Fact]
    public async Task Devices_of_another_shard_are_not_loaded()
    {
        var device = Views.Of(store.NewProject(), "d", _shard);
        await Store.AddAsync(device);

        Assert.Empty(await Store.LoadDevicesAsync(_shard + 1, [device.DeviceId], default));
    }

    [Fact]
    public async Task Partial_bucket_comes_back_by_metric_and_is_replaced()
    {
        var key = Commits.Partial(store.NewProject(), "default", Commits.Hour(1));
        var other = Commits.Partial(key.Project, "default", Commits.Hour(1), version: "2.0");
        await Store.ApplyAsync(_shard, commit => commit with { Partials = [new(key, 1, [1]), new(key, 2, [2]), new(other, 1, [3])] });
        await Store.ApplyAsync(_shard, commit => commit with { Partials = [new(key, 2, [22])] });

        var partial = (await Store.LoadPartialAsync(_shard, key, default)).Rollups;

        Assert.Equal([1, 2], partial.Keys.Order());
        Assert.Equal([1], partial[1]);
        Assert.Equal([22], partial[2]);
        Assert.Empty((await Store.LoadPartialAsync(_shard + 1, key, default)).Rollups);
    }

    [Fact]
    public async Task Cleared_read_models_begin_anew()
    {
        await using var other = await RunningStore.StartAsync(await store.CreateDatabaseAsync());
        var device = Views.Of("p", "d", _shard);
        await other.Projections.AddAsync(device);

        await other.ReadModels.ClearAsync(default);

        Assert.Equal(default, await other.Projections.LoadCheckpointAsync(_shard, default));
        Assert.Equal(0, await other.Devices.CountAsync("p", DeviceQuery.Any, default));
        await other.Projections.AddAsync(device);
    }

    [Fact]
    public async Task Shards_commit_at_the_same_time_to_the_same_buckets()
    {
        var project = store.NewProject();
        const int Rounds = 20;
        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                await Store.ApplyAsync(_shard * 100 + i, commit => commit with
                {
                    Touched = [.. Enumerable.Range(0, 6).Select(b => new TouchedBucket(project, $"c{(b + i) % 3}", Commits.Hour((b + i) % 2)))],
                });
            }
        })));

        var stale = await store.Store.Rollups.StaleAsync(project, "c0", 10, default);
        Assert.Equal([16 * Rounds, 16 * Rounds], stale.Select(bucket => bucket.Stamp));
    }
}
