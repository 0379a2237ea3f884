namespace Fleet.Storage.Tests.Projections;

public sealed class PostgresProjectionStoreTests(PostgresStore store) : ProjectionStoreContract(store), IClassFixture<PostgresStore>;
