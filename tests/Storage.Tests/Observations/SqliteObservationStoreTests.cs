namespace Fleet.Storage.Tests.Observations;

public sealed class SqliteObservationStoreTests(SqliteStore store) : ObservationStoreContract(store), IClassFixture<SqliteStore>;
