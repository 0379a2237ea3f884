namespace Fleet.Storage.Tests.Traces;

public sealed class SqliteTraceRegroupingTests(SqliteStore store) : TraceRegroupingContract(store), IClassFixture<SqliteStore>;
