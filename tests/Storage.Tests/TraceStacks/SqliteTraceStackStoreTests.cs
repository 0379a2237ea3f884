namespace Fleet.Storage.Tests.TraceStacks;

public sealed class SqliteTraceStackStoreTests(SqliteStore store) : TraceStackStoreContract(store), IClassFixture<SqliteStore>;
