namespace Fleet.Storage.Tests.Projections;

public sealed class SqliteProjectionStoreTests(SqliteStore store) : ProjectionStoreContract(store), IClassFixture<SqliteStore>;
