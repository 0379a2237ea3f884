namespace Fleet.Storage.Tests.Alerts;

public sealed class PostgresAlertStoreTests(PostgresStore store) : AlertStoreContract(store), IClassFixture<PostgresStore>;
