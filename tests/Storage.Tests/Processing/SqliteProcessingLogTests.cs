namespace Fleet.Storage.Tests.Processing;

public sealed class SqliteProcessingLogTests(SqliteStore store) : ProcessingLogContract(store), IClassFixture<SqliteStore>;
