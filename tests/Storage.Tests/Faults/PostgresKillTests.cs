namespace Fleet.Storage.Tests.Faults;

public sealed class PostgresKillTests(PostgresStore store) : KillContract(store), IClassFixture<PostgresStore>;
