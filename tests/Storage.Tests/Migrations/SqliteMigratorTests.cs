using Fleet.Storage.Sqlite;

namespace Fleet.Storage.Tests.Migrations;

public sealed class SqliteMigratorTests(SqliteStore store) : MigratorContract(store), IClassFixture<SqliteStore>
{
    private readonly SqliteStore _store = store;

    [Fact]
    public async Task Folder_in_use_by_another_server_is_refused()
    {
        var failure = await Assert.ThrowsAsync<StorageSetupException>(() => RunningStore.StartAsync(_store.Options));

        Assert.Equal($"{_store.Options.DataFolder} is in use by another fleet process", failure.Message);
    }

    [Fact]
    public async Task Folder_that_cannot_be_made_is_named()
    {
        var file = Path.GetTempFileName();
        try
        {
            var failure = await Assert.ThrowsAsync<StorageSetupException>(() => RunningStore.StartAsync(StorageOptions.Sqlite(Path.Combine(file, "data"))));
            Assert.StartsWith($"cannot write to {file}/data: ", failure.Message);
            Assert.DoesNotContain('\n', failure.Message);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task File_that_is_no_database_is_named()
    {
        var options = await _store.CreateDatabaseAsync();
        Directory.CreateDirectory(options.DataFolder!);
        await File.WriteAllTextAsync(Path.Combine(options.DataFolder!, "log.db"), new string('x', 10_000));

        var failure = await Assert.ThrowsAsync<StorageSetupException>(() => RunningStore.StartAsync(options));
        Assert.Contains("log.db", failure.Message);
        Assert.Contains("damaged or not a database", failure.Message);
    }

    protected override Task PretendNewerAsync(StorageOptions options)
    {
        using var session = new SqliteFile(Path.Combine(options.DataFolder!, "log.db"), IsPrimary: true).Open();
        session.Run("insert into schema_migration (number, name, applied_at) values (999, 'later', 0)");
        return Task.CompletedTask;
    }
}
