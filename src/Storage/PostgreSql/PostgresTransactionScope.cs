using System.Data.Common;
using Fleet.Storage.Sql;
using Npgsql;

namespace Fleet.Storage.PostgreSql;

/// <summary>
/// A transaction that collects its writes and sends them together: a projection's commit takes three round trips, however much it writes.
/// </summary>
internal sealed class PostgresTransactionScope(NpgsqlConnection connection, CancellationToken cancellation) : ISqlTransaction, IAsyncDisposable
{
    private readonly NpgsqlBatch _batch = new(connection);

    public bool IsAbandoned { get; private set; }

    public void Queue(string text) => _batch.BatchCommands.Add(new NpgsqlBatchCommand(text));

    public async ValueTask<List<T>> QueryAsync<T>(SqlQuery query, Func<DbDataReader, T> map)
    {
        await FlushAsync();
        await using var command = new NpgsqlCommand(query.TextFor(SqlDialect.PostgreSql), connection);
        PostgresParameters.Add(command.Parameters, query.Values);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(map(reader));
        }

        return rows;
    }

    public async ValueTask<int> ExecuteAsync(SqlQuery query)
    {
        var command = Add(query.TextFor(SqlDialect.PostgreSql), query.Values);
        await _batch.ExecuteNonQueryAsync(cancellation);
        var changed = (int)command.RecordsAffected;
        _batch.BatchCommands.Clear();
        return changed;
    }

    public ValueTask WriteAsync(string statement, params SqlColumn[] columns)
    {
        if (columns[0].Count > 0)
        {
            Add(SqlText.Of(SqlDialect.PostgreSql, statement), columns.Select(column => (object)column.Values));
        }

        return ValueTask.CompletedTask;
    }

    public void Abandon() => IsAbandoned = true;

    public async ValueTask FlushAsync()
    {
        if (_batch.BatchCommands.Count > 0)
        {
            await _batch.ExecuteNonQueryAsync(cancellation);
            _batch.BatchCommands.Clear();
        }
    }

    public ValueTask DisposeAsync() => _batch.DisposeAsync();

    private NpgsqlBatchCommand Add(string text, IEnumerable<object> values)
    {
        var command = new NpgsqlBatchCommand(text);
        PostgresParameters.Add(command.Parameters, values);
        _batch.BatchCommands.Add(command);
        return command;
    }
}
