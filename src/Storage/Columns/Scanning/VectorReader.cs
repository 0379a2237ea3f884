using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace Fleet.Storage.Columns.Scanning;

/// <summary>
/// Reads the engine's answer as vectors of some thousand rows, in the order of the rows: a value costs a nanosecond where the reader of rows takes tens.
/// </summary>
internal static class VectorReader
{
    public delegate void Take(ColumnVectors rows);

    /// <returns>How many rows there were.</returns>
    /// <exception cref="IOException">The engine failed, of a file that is gone too.</exception>
    public static long Read(DuckDBConnection connection, string sql, Take take, CancellationToken cancellation)
    {
        var state = NativeMethods.PreparedStatements.DuckDBPrepare(connection.NativeConnection, sql, out var statement);
        using (statement)
        {
            if (state != DuckDBState.Success)
            {
                throw new IOException(NativeMethods.PreparedStatements.DuckDBPrepareError(statement));
            }

            state = NativeMethods.PreparedStatements.DuckDBExecutePreparedStreaming(statement, out var result);
            try
            {
                return state == DuckDBState.Success ? Fetch(ref result, take, cancellation) : throw Failed(ref result);
            }
            finally
            {
                result.Close();
            }
        }
    }

    private static long Fetch(ref DuckDBResult result, Take take, CancellationToken cancellation)
    {
        var count = 0L;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            using var chunk = NativeMethods.Query.DuckDBFetchChunk(result);
            var rows = chunk.IsInvalid ? default : new ColumnVectors(chunk);
            if (rows.Rows == 0)
            {
                return NativeMethods.Query.DuckDBResultErrorType(ref result) == DuckDBErrorType.Invalid ? count : throw Failed(ref result);
            }

            take(rows);
            count += rows.Rows;
        }
    }

    private static IOException Failed(ref DuckDBResult result) => new(NativeMethods.Query.DuckDBResultError(ref result));
}
