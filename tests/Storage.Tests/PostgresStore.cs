using Fleet.Tests.Shared;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Fleet.Storage.Tests;

/// <summary>Databases of the assembly's PostgreSQL server.</summary>
public sealed class PostgresStore(PostgresServer server) : StoreFixture
{
    public override async Task<StorageOptions> CreateDatabaseAsync() =>
        StorageOptions.PostgreSql(await server.CreateDatabaseAsync()) with { MigrateAtStart = true };
}
