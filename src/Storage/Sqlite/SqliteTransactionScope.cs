using System.Data.Common;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Sqlite;

/// <summary>A transaction on the writer's thread; every call has completed when it returns.</summary>
internal sealed class SqliteTransactionScope(SqliteSession session) : ISqlTransaction
{
    public bool IsAbandoned { get; private set; }

    public ValueTask<List<T>> QueryAsync<T>(SqlQuery query, Func<DbDataReader, T> map) => new(session.Query(query, map));

    public ValueTask<int> ExecuteAsync(SqlQuery query) => new(session.Execute(query));

    public ValueTask WriteAsync(string statement, params SqlColumn[] columns)
    {
        session.Write(statement, columns);
        return ValueTask.CompletedTask;
    }

    public void Abandon() => IsAbandoned = true;
}
