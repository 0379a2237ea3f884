namespace Fleet.Storage.Tests.Metrics;

public sealed class SqliteMetricCatalogTests(SqliteStore store) : MetricCatalogContract(store), IClassFixture<SqliteStore>;
