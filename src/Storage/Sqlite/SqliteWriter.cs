using System.Collections.Concurrent;
using Fleet.Grains;
using Microsoft.Data.Sqlite;

namespace Fleet.Storage.Sqlite;

/// <summary>
/// The one writer of a file: a thread of its own, since SQLite blocks its caller until the disk has the data, which must be neither a grain
/// scheduler's thread nor one of the pool. Takes work in order, one transaction each. After any failure the connection is thrown away: a
/// fresh one sees what the file really holds.
/// </summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    private readonly SqliteFile _file;
    private readonly BlockingCollection<Action<SqliteWriter>> _work = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SqliteSession? _session;

    public SqliteWriter(SqliteFile file)
    {
        _file = file;
        new Thread(Run) { IsBackground = true, Name = $"fleet {file.Name}" }.Start();
    }

    /// <param name="work">Runs within a transaction; false rolls it back.</param>
    public Task<T> RunAsync<T>(Func<SqliteSession, (T Result, bool IsToCommit)> work) => RunAsync(work, _file.IsPrimary);

    /// <param name="work">Runs within a transaction; false rolls it back.</param>
    /// <param name="isSynchronised">
    /// Whether the write-ahead log is on the disk when the commit returns, with all that other transactions wrote into it before.
    /// </param>
    public Task<T> RunAsync<T>(Func<SqliteSession, (T Result, bool IsToCommit)> work, bool isSynchronised)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            _work.Add(writer => writer.Transact(work, isSynchronised && !_file.IsPrimary, done));
        }
        catch (InvalidOperationException e)
        {
            done.SetException(new StoreUnavailableException($"{_file.Name}: the store is closed", e));
        }

        return done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _work.CompleteAdding();
        await _ended.Task;
        _work.Dispose();
    }

    private void Run()
    {
        foreach (var work in _work.GetConsumingEnumerable())
        {
            work(this);
        }

        Close();
        _ended.SetResult();
    }

    private void Transact<T>(Func<SqliteSession, (T Result, bool IsToCommit)> work, bool isToSynchronise, TaskCompletionSource<T> done)
    {
        try
        {
            var session = _session ??= _file.Open();
            if (isToSynchronise)
            {
                session.Run(SqliteFile.Synchronised);
            }

            session.Prepare("begin immediate", 0).ExecuteNonQuery();
            var (result, isToCommit) = work(session);
            session.Prepare(isToCommit ? "commit" : "rollback", 0).ExecuteNonQuery();
            if (isToSynchronise)
            {
                session.Run(SqliteFile.NotSynchronised);
            }

            done.SetResult(result);
        }
        catch (SqliteException e) when (SqliteFailure.IsOfStore(e))
        {
            Close();
            done.SetException(SqliteFailure.Explain(_file, e));
        }
        catch (Exception e)
        {
            Close();
            done.SetException(e);
        }
    }

    private void Close()
    {
        _session?.Dispose();
        _session = null;
    }
}
