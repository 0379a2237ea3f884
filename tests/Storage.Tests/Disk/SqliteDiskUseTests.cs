namespace Fleet.Storage.Tests.Disk;

public sealed class SqliteDiskUseTests(SqliteStore store) : DiskUseContract(store), IClassFixture<SqliteStore>;
