namespace Fleet.Storage.Tests.Columns;

public sealed class SqliteColumnCatalogTests(SqliteStore store) : ColumnCatalogContract(store), IClassFixture<SqliteStore>;
