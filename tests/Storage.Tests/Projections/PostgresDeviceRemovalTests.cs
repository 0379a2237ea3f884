namespace Fleet.Storage.Tests.Projections;

public sealed class PostgresDeviceRemovalTests(PostgresStore store) : DeviceRemovalContract(store), IClassFixture<PostgresStore>;
