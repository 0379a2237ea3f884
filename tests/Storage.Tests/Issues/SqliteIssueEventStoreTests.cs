namespace Fleet.Storage.Tests.Issues;

public sealed class SqliteIssueEventStoreTests(SqliteStore store) : IssueEventStoreContract(store), IClassFixture<SqliteStore>;
