namespace Fleet.Storage.Tests.Symbols;

public sealed class SqliteSymbolStoreTests(SqliteStore store) : SymbolStoreContract(store), IClassFixture<SqliteStore>;
