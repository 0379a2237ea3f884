namespace Fleet.Storage.Tests.Sets;

public sealed class PostgresDeviceSetStoreTests(PostgresStore store) : DeviceSetStoreContract(store), IClassFixture<PostgresStore>;
