namespace Fleet.Storage.Tests.Metrics;

public sealed class SqliteRollupStoreTests(SqliteStore store) : RollupStoreContract(store), IClassFixture<SqliteStore>;
