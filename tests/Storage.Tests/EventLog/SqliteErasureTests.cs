namespace Fleet.Storage.Tests.EventLog;

public sealed class SqliteErasureTests(SqliteStore store) : ErasureContract(store), IClassFixture<SqliteStore>;
