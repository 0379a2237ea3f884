namespace Fleet.Storage.Tests.Migrations;

/// <summary>What every migrator does.</summary>
public abstract class MigratorContract(StoreFixture store)
{
    [Fact]
    public async Task New_database_is_made_once()
    {
        await using var running = RunningStore.Build(await store.CreateDatabaseAsync());

        Assert.NotEmpty(await running.Migrator.MigrateAsync(default));
        Assert.Empty(await running.Migrator.MigrateAsync(default));
        await running.Migrator.CheckAsync(default);
    }

    [Fact]
    public async Task Database_without_a_schema_is_to_be_migrated()
    {
        var options = (await store.CreateDatabaseAsync()) with { MigrateAtStart = false };

        var failure = await Assert.ThrowsAsync<StorageSetupException>(() => RunningStore.StartAsync(options));

        Assert.EndsWith("run Fleet.Gateway migrate", failure.Message);
    }

    [Fact]
    public async Task Schema_of_a_newer_program_is_left_alone()
    {
        var options = await store.CreateDatabaseAsync();
        await using (await RunningStore.StartAsync(options))
        {
        }

        await PretendNewerAsync(options);

        foreach (var migrate in new[] { true, false })
        {
            var failure = await Assert.ThrowsAsync<StorageSetupException>(() => RunningStore.StartAsync(options with { MigrateAtStart = migrate }));
            Assert.Contains("use a newer fleet", failure.Message);
            Assert.DoesNotContain('\n', failure.Message);
        }
    }

    [Fact]
    public async Task Number_of_shards_stays_what_it_was_at_creation()
    {
        var options = await store.CreateDatabaseAsync();
        await using (var running = await RunningStore.StartAsync(options with { ShardCount = 7 }))
        {
            Assert.Equal(7, running.Log.ShardCount);
        }

        await using (var running = await RunningStore.StartAsync(options))
        {
            Assert.Equal(7, running.Log.ShardCount);
        }

        var failure = await Assert.ThrowsAsync<StorageSetupException>(() => RunningStore.StartAsync(options with { ShardCount = 8 }));
        Assert.Contains("made with 7 shards", failure.Message);
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(2000, 10)]
    [InlineData(4, 0)]
    public async Task Numbers_out_of_range_are_refused(int shards, int queue)
    {
        var options = (await store.CreateDatabaseAsync()) with { ShardCount = shards, QueueCapacity = queue };

        var failure = await Assert.ThrowsAsync<StorageSetupException>(() => RunningStore.StartAsync(options));
        Assert.Contains("out of range", failure.Message);
    }

    /// <summary>Records a migration that this program does not have.</summary>
    protected abstract Task PretendNewerAsync(StorageOptions options);
}
