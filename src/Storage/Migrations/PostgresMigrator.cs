using Fleet.Storage.PostgreSql;
using Fleet.Storage.Sql;
using Npgsql;

namespace Fleet.Storage.Migrations;

/// <summary>Makes and updates the schemas of a PostgreSQL database, one process at a time.</summary>
internal sealed class PostgresMigrator(NpgsqlDataSource source, StorageOptions options, TimeProvider clock) : IFleetMigrator
{
    /// <summary>Of the advisory lock; any number that no other program takes in this database.</summary>
    private const long LockKey = 0x666c_6565_7400;

    private readonly string _database = PostgresConnections.Describe(options.ConnectionString!);
    private readonly MigrationSet _set = MigrationSet.Of("PostgreSql");

    public Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellation) => VisitAsync<IReadOnlyList<string>>(
        async connection =>
        {
            options.Validate();
            await ExecuteAsync(connection, "select pg_advisory_lock($1)", LockKey);
            try
            {
                return await MigrateAsync(connection);
            }
            finally
            {
                await ExecuteAsync(connection, "select pg_advisory_unlock($1)", LockKey);
            }
        },
        cancellation);

    public Task CheckAsync(CancellationToken cancellation) => VisitAsync(
        async connection =>
        {
            _set.Check(await VersionAsync(connection), _database);
            return true;
        },
        cancellation);

    private static async Task<int> VersionAsync(NpgsqlConnection connection)
    {
        await using var exists = new NpgsqlCommand("select to_regclass('log.schema_migration') is not null", connection);
        if (await exists.ExecuteScalarAsync() is not true)
        {
            return 0;
        }

        await using var version = new NpgsqlCommand("select coalesce(max(number), 0) from log.schema_migration", connection);
        return (int)(await version.ExecuteScalarAsync())!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        PostgresParameters.Add(command.Parameters, values);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<List<string>> MigrateAsync(NpgsqlConnection connection)
    {
        List<string> applied = [];
        await ExecuteAsync(connection, "create schema if not exists log");
        await ExecuteAsync(
            connection,
            "create table if not exists log.schema_migration (number integer primary key, name text not null, applied_at bigint not null)");
        foreach (var migration in _set.After(await VersionAsync(connection), _database))
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await ExecuteAsync(connection, migration.Sql);
            await ExecuteAsync(
                connection,
                "insert into log.schema_migration (number, name, applied_at) values ($1, $2, $3)",
                migration.Number,
                migration.Name,
                clock.GetUtcNow().ToUnixTimeMilliseconds());
            await transaction.CommitAsync();
            applied.Add(migration.Name);
        }

        await CreateShardsAsync(connection);
        return applied;
    }

    private async Task CreateShardsAsync(NpgsqlConnection connection)
    {
        await using var count = new NpgsqlCommand(SqlText.Of(SqlDialect.PostgreSql, "EventLog.count_shards"), connection);
        if (await count.ExecuteScalarAsync() is 0L)
        {
            var shards = Enumerable.Range(0, options.NewShardCount).ToArray();
            await ExecuteAsync(connection, SqlText.Of(SqlDialect.PostgreSql, "EventLog.create_shard"), shards);
        }
    }

    private async Task<T> VisitAsync<T>(Func<NpgsqlConnection, Task<T>> visit, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellation);
            return await visit(connection);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            throw new StorageSetupException($"cannot use {_database}: {PostgresFailure.Explain(e).Message}", e);
        }
    }
}
