using System.Data.Common;
using System.Text.Json;
using Fleet.Storage.Sql;
using Microsoft.Data.Sqlite;

namespace Fleet.Storage.Sqlite;

/// <summary>One connection and the statements prepared on it. Used by one thread at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    public SqliteSession(string connectionString, string pragmas)
    {
        _connection = new SqliteConnection(connectionString);
        try
        {
            _connection.Open();
            Run(pragmas);
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs text that is used once: pragmas, migrations.</summary>
    public void Run(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The prepared command of a text, with as many parameters.</summary>
    public SqliteCommand Prepare(string sql, int parameters)
    {
        if (_commands.TryGetValue(sql, out var command))
        {
            return command;
        }

        command = Create(sql, parameters);
        _commands.Add(sql, command);
        return command;
    }

    public List<T> Query<T>(SqlQuery query, Func<DbDataReader, T> map, Predicate<T>? isLast = null)
    {
        // Of composed texts there is no end: kept, they would fill the memory.
        using var composed = query.Text is { } text ? Create(text, query.Values.Length) : null;
        var rows = new List<T>();
        using var reader = Bind(composed ?? Prepare(query), query).ExecuteReader();
        while (reader.Read())
        {
            var row = map(reader);
            rows.Add(row);
            if (isLast?.Invoke(row) == true)
            {
                break;
            }
        }

        return rows;
    }

    public int Execute(SqlQuery query) => Bind(Prepare(query), query).ExecuteNonQuery();

    public void Write(string statement, SqlColumn[] columns)
    {
        var command = Prepare(SqlText.Of(SqlDialect.Sqlite, statement), columns.Length);
        for (var row = 0; row < columns[0].Count; row++)
        {
            for (var i = 0; i < columns.Length; i++)
            {
                command.Parameters[i].Value = columns[i].At(row);
            }

            command.ExecuteNonQuery();
        }
    }

    public void Dispose()
    {
        foreach (var command in _commands.Values)
        {
            command.Dispose();
        }

        _connection.Dispose();
    }

    private SqliteCommand Prepare(SqlQuery query) => Prepare(query.TextFor(SqlDialect.Sqlite), query.Values.Length);

    private SqliteCommand Create(string sql, int parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 1; i <= parameters; i++)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        }

        return command;
    }

    private static SqliteCommand Bind(SqliteCommand command, SqlQuery query)
    {
        for (var i = 0; i < query.Values.Length; i++)
        {
            command.Parameters[i].Value = query.Values[i] switch
            {
                long[] list => JsonSerializer.Serialize(list),
                string[] list => JsonSerializer.Serialize(list),
                var value => value,
            };
        }

        return command;
    }
}
