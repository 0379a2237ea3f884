namespace Fleet.Storage.Tests.Traces;

public sealed class PostgresTraceRegroupingTests(PostgresStore store) : TraceRegroupingContract(store), IClassFixture<PostgresStore>;
