using Fleet.Storage;
using Fleet.Tests.Shared;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Fleet.Grains.Tests;

/// <summary>The stores that a fleet of the tests may be on.</summary>
public enum StoreKind
{
    Sqlite,
    PostgreSql,
}

/// <summary>New, empty stores.</summary>
internal static class Stores
{
    /// <returns>Null for SQLite in the folder of the fleet.</returns>
    public static async Task<StorageOptions?> NewAsync(this PostgresServer postgres, StoreKind kind) => kind == StoreKind.Sqlite
        ? null
        : StorageOptions.PostgreSql(await postgres.CreateDatabaseAsync()) with { MigrateAtStart = true };
}
