namespace Fleet.Storage.Tests.Metrics;

public sealed class SqliteReportStoreTests(SqliteStore store) : ReportStoreContract(store), IClassFixture<SqliteStore>;
