using Npgsql;

namespace Fleet.Storage.Tests.Migrations;

public sealed class PostgresMigratorTests(PostgresStore store) : MigratorContract(store), IClassFixture<PostgresStore>
{
    private readonly PostgresStore _store = store;

    [Fact]
    public async Task Migrators_that_run_at_once_take_turns()
    {
        var options = await _store.CreateDatabaseAsync();

        var applied = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            await using var running = RunningStore.Build(options);
            return await running.Migrator.MigrateAsync(default);
        }));

        Assert.Single(applied, names => names.Count > 0);
    }

    [Fact]
    public async Task Database_that_does_not_answer_is_named_without_its_password()
    {
        var options = StorageOptions.PostgreSql("Host=127.0.0.1;Port=1;Database=fleet;Username=me;Password=secret");

        var failure = await Assert.ThrowsAsync<StorageSetupException>(() => RunningStore.StartAsync(options));

        Assert.StartsWith("cannot use database fleet at 127.0.0.1:1: PostgreSQL: ", failure.Message);
        Assert.DoesNotContain("secret", failure.Message);
        Assert.DoesNotContain('\n', failure.Message);
    }

    protected override async Task PretendNewerAsync(StorageOptions options)
    {
        await using var source = NpgsqlDataSource.Create(options.ConnectionString!);
        await using var command = source.CreateCommand("insert into log.schema_migration (number, name, applied_at) values (999, 'later', 0)");
        await command.ExecuteNonQueryAsync();
    }
}
