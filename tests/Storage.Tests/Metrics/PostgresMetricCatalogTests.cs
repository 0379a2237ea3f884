namespace Fleet.Storage.Tests.Metrics;

public sealed class PostgresMetricCatalogTests(PostgresStore store) : MetricCatalogContract(store), IClassFixture<PostgresStore>;
