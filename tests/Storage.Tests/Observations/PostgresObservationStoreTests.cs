namespace Fleet.Storage.Tests.Observations;

public sealed class PostgresObservationStoreTests(PostgresStore store) : ObservationStoreContract(store), IClassFixture<PostgresStore>;
