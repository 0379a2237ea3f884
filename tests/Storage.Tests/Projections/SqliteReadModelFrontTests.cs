namespace Fleet.Storage.Tests.Projections;

public sealed class SqliteReadModelFrontTests(SqliteStore store) : ReadModelFrontContract(store), IClassFixture<SqliteStore>;
