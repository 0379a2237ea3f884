namespace Fleet.Storage.Tests.Traces;

public sealed class SqliteTraceWorkListTests(SqliteStore store) : TraceWorkListContract(store), IClassFixture<SqliteStore>;
