namespace Fleet.Storage.Tests.Traces;

public sealed class PostgresTraceWorkListTests(PostgresStore store) : TraceWorkListContract(store), IClassFixture<PostgresStore>;
