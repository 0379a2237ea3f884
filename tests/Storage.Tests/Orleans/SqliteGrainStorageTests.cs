namespace Fleet.Storage.Tests.Orleans;

public sealed class SqliteGrainStorageTests(SqliteStore store) : GrainStorageContract(store), IClassFixture<SqliteStore>;
