namespace Fleet.Storage.Tests.Devices;

public sealed class PostgresDeviceDirectoryTests(PostgresStore store) : DeviceDirectoryContract(store), IClassFixture<PostgresStore>;
