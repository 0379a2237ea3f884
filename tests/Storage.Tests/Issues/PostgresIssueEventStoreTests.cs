namespace Fleet.Storage.Tests.Issues;

public sealed class PostgresIssueEventStoreTests(PostgresStore store) : IssueEventStoreContract(store), IClassFixture<PostgresStore>;
