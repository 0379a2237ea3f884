using System.Collections.Concurrent;
using Fleet.Storage.Sql;
using Microsoft.Data.Sqlite;

namespace Fleet.Storage.Sqlite;

/// <summary>Connections for reading, kept with their prepared statements. In WAL mode readers neither block the writer nor wait for it.</summary>
internal sealed class SqliteReaders(SqliteFile file) : IDisposable
{
    /// <summary>Kept when idle; more may be in use at a time.</summary>
    private const int MaxIdle = 8;

    private readonly ConcurrentBag<SqliteSession> _idle = [];
    private volatile bool _isClosed;

    public T Read<T>(Func<SqliteSession, T> read)
    {
        SqliteSession? session = null;
        try
        {
            session = _idle.TryTake(out var idle) ? idle : file.Open();
            var result = read(session);
            Return(session);
            return result;
        }
        catch (Exception e)
        {
            session?.Dispose();
            if (e is SqliteException failure && SqliteFailure.IsOfStore(failure))
            {
                throw SqliteFailure.Explain(file, failure);
            }

            throw;
        }
    }

    public void Dispose()
    {
        _isClosed = true;
        while (_idle.TryTake(out var session))
        {
            session.Dispose();
        }
    }

    private void Return(SqliteSession session)
    {
        if (_isClosed || _idle.Count >= MaxIdle)
        {
            session.Dispose();
        }
        else
        {
            _idle.Add(session);
        }
    }
}
