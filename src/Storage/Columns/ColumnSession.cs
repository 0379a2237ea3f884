using System.Data.Common;
using DuckDB.NET.Data;
using Fleet.Grains.Columns;

namespace Fleet.Storage.Columns;

/// <summary>One question's connection, with what its SQL refers to.</summary>
internal sealed class ColumnSession : IDisposable
{
    private readonly DuckDBConnection _connection;
    private readonly CancellationToken _cancellation;
    private readonly HashSet<long>? _devices;

    public ColumnSession(DuckDBConnection connection, ColumnQuery query, IReadOnlyList<TailRow> tail, CancellationToken cancellation)
    {
        _connection = connection;
        _cancellation = cancellation;
        _devices = query.Selection is { } chosen ? [.. chosen.DeviceIds] : null;
        AddTail(ColumnRowsSql.Tail, tail);
        if (query.Selection is { } selection)
        {
            Execute($"create temp table {ColumnRowsSql.Selection} (device BIGINT, g INTEGER, i BIGINT)");
            using var appender = connection.CreateAppender("temp", "main", ColumnRowsSql.Selection);
            for (var i = 0; i < selection.DeviceIds.Count; i++)
            {
                appender.CreateRow().AppendValue(selection.DeviceIds[i]).AppendValue(selection.Groups[i]).AppendValue((long)i).EndRow();
            }
        }
    }

    /// <summary>Rows that no file has, as a temporary table; of a selection only those that count, for each costs more to bring than to pass over.</summary>
    public void AddTail(string name, IReadOnlyList<TailRow> rows)
    {
        Execute($"create temp table {name} ({ColumnRowsSql.TailColumns})");
        using var appender = _connection.CreateAppender("temp", "main", name);
        foreach (var row in rows)
        {
            if (_devices is null || _devices.Contains(row.DeviceId))
            {
                Append(appender, row);
            }
        }
    }

    public void Read(string sql, Action<DbDataReader> row)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        using var interrupt = _cancellation.Register(command.Cancel);
        try
        {
            // Row by row from the engine, so that a question with many rows does not hold them all.
            command.UseStreamingMode = true;
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                row(reader);
            }
        }
        catch (DuckDBException) when (_cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(_cancellation);
        }
    }

    public void Dispose() => _connection.Dispose();

    private static void Append(DuckDBAppender appender, in TailRow tail)
    {
        var row = appender.CreateRow()
            .AppendValue(tail.DeviceId)
            .AppendValue(tail.Serial)
            .AppendValue(tail.EndMs)
            .AppendValue(tail.Cohort)
            .AppendValue(tail.SoftwareType)
            .AppendValue(tail.SoftwareVersion)
            .AppendValue(tail.Value)
            .AppendValue(tail.Min)
            .AppendValue(tail.Max);
        row = tail.Samples > 0 ? row.AppendValue(tail.Samples).AppendValue(tail.Sketch) : row.AppendNullValue().AppendNullValue();
        row.EndRow();
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
