namespace Fleet.Storage.Tests.Traces;

public sealed class PostgresIssueRowsTests(PostgresStore store) : IssueRowsContract(store), IClassFixture<PostgresStore>;
