namespace Fleet.Storage.Tests.TraceStacks;

public sealed class PostgresTraceStackStoreTests(PostgresStore store) : TraceStackStoreContract(store), IClassFixture<PostgresStore>;
