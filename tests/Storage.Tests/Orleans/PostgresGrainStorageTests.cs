namespace Fleet.Storage.Tests.Orleans;

public sealed class PostgresGrainStorageTests(PostgresStore store) : GrainStorageContract(store), IClassFixture<PostgresStore>;
