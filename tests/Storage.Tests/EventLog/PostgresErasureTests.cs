namespace Fleet.Storage.Tests.EventLog;

public sealed class PostgresErasureTests(PostgresStore store) : ErasureContract(store), IClassFixture<PostgresStore>;
