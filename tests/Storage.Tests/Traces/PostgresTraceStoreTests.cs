namespace Fleet.Storage.Tests.Traces;

public sealed class PostgresTraceStoreTests(PostgresStore store) : TraceStoreContract(store), IClassFixture<PostgresStore>;
