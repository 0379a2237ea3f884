namespace Fleet.Storage.Tests.Traces;

public sealed class SqliteIssueRowsTests(SqliteStore store) : IssueRowsContract(store), IClassFixture<SqliteStore>;
