namespace Fleet.Storage.Tests;

/// <summary>SQLite files in folders of their own.</summary>
public sealed class SqliteStore : StoreFixture
{
    private readonly TemporaryFolder _folder = new();
    private int _databases;

    public override Task<StorageOptions> CreateDatabaseAsync() =>
        Task.FromResult(StorageOptions.Sqlite(Path.Combine(_folder.Path, $"{Interlocked.Increment(ref _databases)}")));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}
