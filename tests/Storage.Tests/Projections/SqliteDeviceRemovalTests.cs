namespace Fleet.Storage.Tests.Projections;

public sealed class SqliteDeviceRemovalTests(SqliteStore store) : DeviceRemovalContract(store), IClassFixture<SqliteStore>;
