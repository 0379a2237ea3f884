using Fleet.Storage.Sql;
using Fleet.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Fleet.Storage.Migrations;

/// <summary>Makes and updates the files of a data folder.</summary>
internal sealed class SqliteMigrator(SqliteFolder folder, StorageOptions options, TimeProvider clock) : IFleetMigrator
{
    private const string HistoryTable =
        "create table if not exists schema_migration (number integer primary key, name text not null, applied_at integer not null)";

    public Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellation)
    {
        folder.Prepare();
        List<string> applied = [];
        foreach (var (file, set) in Schemas())
        {
            applied.AddRange(Visit(file, session => Migrate(session, file, set)));
        }

        Visit(folder.Log, CreateShards);
        return Task.FromResult<IReadOnlyList<string>>(applied);
    }

    public Task CheckAsync(CancellationToken cancellation)
    {
        folder.Prepare();
        foreach (var (file, set) in Schemas())
        {
            Visit(file, session =>
            {
                session.Run(HistoryTable);
                set.Check(Version(session), file.Path);
                return true;
            });
        }

        return Task.CompletedTask;
    }

    private static T Visit<T>(SqliteFile file, Func<SqliteSession, T> visit)
    {
        try
        {
            using var session = file.Open();
            return visit(session);
        }
        catch (SqliteException e)
        {
            throw new StorageSetupException($"cannot use {file.Path}: {SqliteFailure.Explain(file, e).Message}", e);
        }
    }

    private static int Version(SqliteSession session) =>
        (int)(long)session.Prepare("select coalesce(max(number), 0) from schema_migration", 0).ExecuteScalar()!;

    private IEnumerable<(SqliteFile File, MigrationSet Set)> Schemas() =>
    [
        (folder.Log, MigrationSet.Of("Sqlite.Log")),
        (folder.Views, MigrationSet.Of("Sqlite.Views")),
        (folder.Grains, MigrationSet.Of("Sqlite.Grains")),
    ];

    private List<string> Migrate(SqliteSession session, SqliteFile file, MigrationSet set)
    {
        List<string> applied = [];
        session.Run(HistoryTable);
        session.Run("begin immediate");
        foreach (var migration in set.After(Version(session), file.Path))
        {
            session.Run(migration.Sql);
            var record = session.Prepare("insert into schema_migration (number, name, applied_at) values ($1, $2, $3)", 3);
            record.Parameters[0].Value = migration.Number;
            record.Parameters[1].Value = migration.Name;
            record.Parameters[2].Value = clock.GetUtcNow().ToUnixTimeMilliseconds();
            record.ExecuteNonQuery();
            applied.Add(migration.Name);
        }

        session.Run("commit");
        return applied;
    }

    private bool CreateShards(SqliteSession session)
    {
        session.Run("begin immediate");
        if (session.Query(new SqlQuery("EventLog.count_shards"), row => row.GetInt64(0))[0] == 0)
        {
            session.Write("EventLog.create_shard", [SqlColumn.Of(Enumerable.Range(0, options.NewShardCount).ToList(), shard => shard)]);
        }

        session.Run("commit");
        return true;
    }
}
