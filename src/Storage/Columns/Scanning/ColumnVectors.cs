using DuckDB.NET.Native;

namespace Fleet.Storage.Columns.Scanning;

/// <summary>Some rows of the engine's answer, by column. Gone when the call that brought it returns.</summary>
internal readonly ref struct ColumnVectors(DuckDBDataChunk chunk)
{
    private readonly DuckDBDataChunk _chunk = chunk;

    public int Rows { get; } = (int)NativeMethods.DataChunks.DuckDBDataChunkGetSize(chunk);

    /// <param name="column">By place; of the type BIGINT.</param>
    public unsafe ReadOnlySpan<long> Integers(int column) => new(NativeMethods.Vectors.DuckDBVectorGetData(Vector(column)), Rows);

    /// <summary>A row without a value has any number.</summary>
    /// <param name="column">By place; of the type DOUBLE.</param>
    public unsafe ReadOnlySpan<double> Doubles(int column) => new(NativeMethods.Vectors.DuckDBVectorGetData(Vector(column)), Rows);

    /// <summary>A bit for each row of a column, from the lowest on, 1 where there is a value; empty when every row has one.</summary>
    public unsafe ReadOnlySpan<ulong> Validity(int column)
    {
        var bits = NativeMethods.Vectors.DuckDBVectorGetValidity(Vector(column));
        return bits is null ? [] : new(bits, (Rows + 63) / 64);
    }

    /// <param name="validity">See <see cref="Validity"/>.</param>
    /// <param name="row">By place in these rows.</param>
    public static bool Has(ReadOnlySpan<ulong> validity, int row) => validity.IsEmpty || (validity[row >> 6] >> row & 1) != 0;

    private nint Vector(int column) => NativeMethods.DataChunks.DuckDBDataChunkGetVector(_chunk, column);
}
