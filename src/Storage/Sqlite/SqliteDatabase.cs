using System.Data.Common;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Sqlite;

/// <summary>
/// One file: a writer's thread and connections for reading. Reads run on the caller's thread: they are bounded by a limit, mostly served by
/// the page cache, and a hop to another thread would cost more than most of them.
/// </summary>
internal sealed class SqliteDatabase(SqliteFile file) : ISqlDatabase, IAsyncDisposable
{
    private readonly SqliteReaders _readers = new(file);

    public SqlDialect Dialect => SqlDialect.Sqlite;

    public SqliteFile File { get; } = file;

    public SqliteWriter Writer { get; } = new(file);

    public Task<List<T>> QueryAsync<T>(SqlQuery query, Func<DbDataReader, T> map, CancellationToken cancellation, Predicate<T>? isLast = null)
    {
        if (cancellation.IsCancellationRequested)
        {
            return Task.FromCanceled<List<T>>(cancellation);
        }

        try
        {
            return Task.FromResult(_readers.Read(session => session.Query(query, map, isLast)));
        }
        catch (Exception e)
        {
            return Task.FromException<List<T>>(e);
        }
    }

    public Task<T> TransactAsync<T>(Func<ISqlTransaction, ValueTask<T>> work, CancellationToken cancellation) =>
        TransactAsync(work, isSynchronised: File.IsPrimary, cancellation);

    public Task<T> TransactDurablyAsync<T>(Func<ISqlTransaction, ValueTask<T>> work, CancellationToken cancellation) =>
        TransactAsync(work, isSynchronised: true, cancellation);

    public async ValueTask DisposeAsync()
    {
        await Writer.DisposeAsync();
        _readers.Dispose();
    }

    private Task<T> TransactAsync<T>(Func<ISqlTransaction, ValueTask<T>> work, bool isSynchronised, CancellationToken cancellation) => Writer.RunAsync(
        session =>
        {
            cancellation.ThrowIfCancellationRequested();
            var transaction = new SqliteTransactionScope(session);
            var result = work(transaction);
            return result.IsCompleted
                ? (result.GetAwaiter().GetResult(), !transaction.IsAbandoned)
                : throw new InvalidOperationException("work on SQLite must not wait for anything but its transaction");
        },
        isSynchronised);
}
