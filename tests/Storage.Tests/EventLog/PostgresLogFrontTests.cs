namespace Fleet.Storage.Tests.EventLog;

public sealed class PostgresLogFrontTests(PostgresStore store) : LogFrontContract(store), IClassFixture<PostgresStore>;
