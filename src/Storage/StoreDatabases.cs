using Fleet.Storage.Sql;

namespace Fleet.Storage;

/// <summary>The databases of a store: on SQLite a file each, on PostgreSQL the same one used in two ways.</summary>
/// <param name="Log">Primary data: event log, snapshots, metric catalog.</param>
/// <param name="Views">Read models with their checkpoints.</param>
internal sealed record StoreDatabases(ISqlDatabase Log, ISqlDatabase Views) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        foreach (var database in new[] { Views, Log }.OfType<IAsyncDisposable>())
        {
            await database.DisposeAsync();
        }
    }
}
