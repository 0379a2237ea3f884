namespace Fleet.Storage.Tests.Processing;

public sealed class PostgresProcessingLogTests(PostgresStore store) : ProcessingLogContract(store), IClassFixture<PostgresStore>;
