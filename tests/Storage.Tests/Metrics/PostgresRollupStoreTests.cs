namespace Fleet.Storage.Tests.Metrics;

public sealed class PostgresRollupStoreTests(PostgresStore store) : RollupStoreContract(store), IClassFixture<PostgresStore>;
