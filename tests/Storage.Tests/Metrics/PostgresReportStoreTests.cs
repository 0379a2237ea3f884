namespace Fleet.Storage.Tests.Metrics;

public sealed class PostgresReportStoreTests(PostgresStore store) : ReportStoreContract(store), IClassFixture<PostgresStore>;
