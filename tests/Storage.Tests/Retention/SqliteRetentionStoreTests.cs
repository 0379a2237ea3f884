namespace Fleet.Storage.Tests.Retention;

public sealed class SqliteRetentionStoreTests(SqliteStore store) : RetentionStoreContract(store), IClassFixture<SqliteStore>;
