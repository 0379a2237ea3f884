namespace Fleet.Storage.Tests.EventLog;

public sealed class SqliteEventLogTests(SqliteStore store) : EventLogContract(store), IClassFixture<SqliteStore>
{
    private readonly SqliteStore _store = store;

    /// <summary>The lock of the folder keeps a second server out, so a link to the files stands in for it.</summary>
    internal override Task<RunningStore> OpenSharedAsync()
    {
        var other = Directory.CreateDirectory($"{_store.Options.DataFolder}-shared-{Guid.NewGuid():N}").FullName;
        foreach (var file in new[] { "log.db", "views.db", "grains.db" })
        {
            File.CreateSymbolicLink(Path.Combine(other, file), Path.Combine(_store.Options.DataFolder!, file));
        }

        return RunningStore.StartAsync(StorageOptions.Sqlite(other));
    }
}
