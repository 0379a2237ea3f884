namespace Fleet.Storage.Tests.Symbols;

public sealed class PostgresSymbolStoreTests(PostgresStore store) : SymbolStoreContract(store), IClassFixture<PostgresStore>;
