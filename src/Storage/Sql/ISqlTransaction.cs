using System.Data.Common;

namespace Fleet.Storage.Sql;

/// <summary>A transaction that is open. Statements take effect in the order of the calls.</summary>
internal interface ISqlTransaction
{
    ValueTask<List<T>> QueryAsync<T>(SqlQuery query, Func<DbDataReader, T> map);

    /// <returns>Rows that changed.</returns>
    ValueTask<int> ExecuteAsync(SqlQuery query);

    /// <summary>Runs a statement for each row of the columns. PostgreSQL may send it with the next call or the commit.</summary>
    ValueTask WriteAsync(string statement, params SqlColumn[] columns);

    /// <summary>The transaction is to be rolled back.</summary>
    void Abandon();
}
