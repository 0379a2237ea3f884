namespace Fleet.Storage.Tests.Disk;

public sealed class PostgresDiskUseTests(PostgresStore store) : DiskUseContract(store), IClassFixture<PostgresStore>;
