namespace Fleet.Storage.Tests.Alerts;

public sealed class SqliteAlertStoreTests(SqliteStore store) : AlertStoreContract(store), IClassFixture<SqliteStore>;
