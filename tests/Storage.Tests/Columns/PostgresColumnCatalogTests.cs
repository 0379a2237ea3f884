namespace Fleet.Storage.Tests.Columns;

public sealed class PostgresColumnCatalogTests(PostgresStore store) : ColumnCatalogContract(store), IClassFixture<PostgresStore>;
