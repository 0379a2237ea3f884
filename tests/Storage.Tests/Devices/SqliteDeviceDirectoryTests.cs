namespace Fleet.Storage.Tests.Devices;

public sealed class SqliteDeviceDirectoryTests(SqliteStore store) : DeviceDirectoryContract(store), IClassFixture<SqliteStore>;
