namespace Fleet.Storage.Tests.Traces;

public sealed class SqliteTraceStoreTests(SqliteStore store) : TraceStoreContract(store), IClassFixture<SqliteStore>;
