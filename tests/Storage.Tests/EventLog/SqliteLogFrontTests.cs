namespace Fleet.Storage.Tests.EventLog;

public sealed class SqliteLogFrontTests(SqliteStore store) : LogFrontContract(store), IClassFixture<SqliteStore>;
