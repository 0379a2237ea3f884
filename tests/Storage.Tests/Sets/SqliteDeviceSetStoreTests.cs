namespace Fleet.Storage.Tests.Sets;

public sealed class SqliteDeviceSetStoreTests(SqliteStore store) : DeviceSetStoreContract(store), IClassFixture<SqliteStore>;
