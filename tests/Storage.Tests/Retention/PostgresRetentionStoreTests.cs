namespace Fleet.Storage.Tests.Retention;

public sealed class PostgresRetentionStoreTests(PostgresStore store) : RetentionStoreContract(store), IClassFixture<PostgresStore>;
