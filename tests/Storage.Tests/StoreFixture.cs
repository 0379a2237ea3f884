namespace Fleet.Storage.Tests;

/// <summary>A fresh database for the tests of one class, which keep apart by project.</summary>
public abstract class StoreFixture : IAsyncLifetime
{
    private RunningStore? _store;
    private int _projects;

    internal RunningStore Store => _store ?? throw new InvalidOperationException("the fixture has not been started");

    /// <summary>Of the database that <see cref="Store"/> uses.</summary>
    public StorageOptions Options { get; private set; } = null!;

    /// <summary>Options of another new database.</summary>
    public abstract Task<StorageOptions> CreateDatabaseAsync();

    public string NewProject() => $"project-{Interlocked.Increment(ref _projects)}";

    public virtual async ValueTask InitializeAsync()
    {
        Options = await CreateDatabaseAsync();
        _store = await RunningStore.StartAsync(Options);
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }
}
