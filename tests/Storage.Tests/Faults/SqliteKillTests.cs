namespace Fleet.Storage.Tests.Faults;

public sealed class SqliteKillTests(SqliteStore store) : KillContract(store), IClassFixture<SqliteStore>;
