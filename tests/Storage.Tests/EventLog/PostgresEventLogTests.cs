namespace Fleet.Storage.Tests.EventLog;

public sealed class PostgresEventLogTests(PostgresStore store) : EventLogContract(store), IClassFixture<PostgresStore>
{
    private readonly PostgresStore _store = store;

    internal override Task<RunningStore> OpenSharedAsync() => RunningStore.StartAsync(_store.Options);
}
