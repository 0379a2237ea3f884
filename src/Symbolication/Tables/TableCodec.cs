using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fleet.Symbolication.Dwarf;

namespace Fleet.Symbolication.Tables;

/// <summary>
/// Tables of a unit as bytes: how many of each, four numbers of 4 bytes, and then arrays as they are in memory, those of 8 bytes an element first. Reading
/// looks at everything that following the tables relies on, so that bytes which are not ours make no tables and nothing worse.
/// </summary>
internal static class TableCodec
{
    private const int CountBytes = 16;

    public static byte[] Write(CodeTables tables)
    {
        var bytes = new byte[CountBytes + (12L * tables.Functions.Count) + (8L * tables.Count) + (12L * tables.ScopeStarts.Length)];
        var rest = Begin(bytes, tables.Functions.Count, tables.Count, tables.ScopeStarts.Length);
        Put(ref rest, tables.Functions.Starts);
        Put(ref rest, tables.Functions.Values);
        Put(ref rest, tables.Dies);
        Put(ref rest, tables.Callers);
        Put(ref rest, tables.ScopeStarts);
        Put(ref rest, tables.ScopeEnds);
        Put(ref rest, tables.ScopeParents);
        return bytes;
    }

    /// <returns>Null when the bytes are no such tables.</returns>
    public static CodeTables? ReadCode(ReadOnlySpan<byte> bytes)
    {
        if (!TryBegin(ref bytes, out var parts, out var functions, out var scopes)
            || !TryTake<ulong>(ref bytes, parts, out var starts) || !TryTake<int>(ref bytes, parts, out var values)
            || !TryTake<int>(ref bytes, functions, out var dies) || !TryTake<int>(ref bytes, functions, out var callers)
            || !TryTake<int>(ref bytes, scopes, out var scopeStarts) || !TryTake<int>(ref bytes, scopes, out var scopeEnds)
            || !TryTake<int>(ref bytes, scopes, out var parents) || !bytes.IsEmpty)
        {
            return null;
        }

        return AreBelow(values, functions) && PointBack(callers) && PointBack(parents)
            ? new CodeTables(RangeMap.OfParts(starts, values), dies, callers, scopeStarts, scopeEnds, parents)
            : null;
    }

    public static byte[] Write(LineTable table)
    {
        var bytes = new byte[CountBytes + ((long)Unsafe.SizeOf<LineTable.Sequence>() * table.Sequences.Length) + ((long)Unsafe.SizeOf<LineRow>() * table.RowCount)];
        var rest = Begin(bytes, table.Sequences.Length, table.RowCount, 0);
        Put(ref rest, table.Sequences);
        Put(ref rest, table.AllRows);
        return bytes;
    }

    /// <param name="files">That the rows are of.</param>
    /// <returns>Null when the bytes are no such table.</returns>
    public static LineTable? ReadLines(ReadOnlySpan<byte> bytes, LineFiles files) =>
        TryBegin(ref bytes, out var count, out var rowCount, out _)
        && TryTake<LineTable.Sequence>(ref bytes, count, out var sequences) && TryTake<LineRow>(ref bytes, rowCount, out var rows) && bytes.IsEmpty
        && Array.TrueForAll(sequences, sequence => sequence is { First: >= 0, Count: >= 0 } && sequence.First <= rows.Length - sequence.Count)
            ? new LineTable(files, sequences, rows)
            : null;

    public static byte[] Write(UnitAddressIndex index)
    {
        var bytes = new byte[CountBytes + (12L * index.Map.Count) + (4L * index.Silent.Length)];
        var rest = Begin(bytes, index.Map.Count, index.Silent.Length, 0);
        Put(ref rest, index.Map.Starts);
        Put(ref rest, index.Map.Values);
        Put(ref rest, index.Silent);
        return bytes;
    }

    /// <param name="units">How many there are.</param>
    /// <returns>Null when the bytes are no such index.</returns>
    public static (RangeMap Map, int[] Silent)? ReadAddresses(ReadOnlySpan<byte> bytes, int units) =>
        TryBegin(ref bytes, out var parts, out var silentCount, out _)
        && TryTake<ulong>(ref bytes, parts, out var starts) && TryTake<int>(ref bytes, parts, out var values)
        && TryTake<int>(ref bytes, silentCount, out var silent) && bytes.IsEmpty && AreBelow(values, units) && AreBelow(silent, units) && !silent.Contains(RangeMap.None)
            ? (RangeMap.OfParts(starts, values), silent)
            : null;

    private static Span<byte> Begin(Span<byte> bytes, int first, int second, int third)
    {
        var counts = MemoryMarshal.Cast<byte, int>(bytes[..CountBytes]);
        (counts[0], counts[1], counts[2]) = (first, second, third);
        return bytes[CountBytes..];
    }

    private static bool TryBegin(ref ReadOnlySpan<byte> bytes, out int first, out int second, out int third)
    {
        (first, second, third) = (0, 0, 0);
        if (bytes.Length < CountBytes)
        {
            return false;
        }

        var counts = MemoryMarshal.Cast<byte, int>(bytes[..CountBytes]);
        (first, second, third) = (counts[0], counts[1], counts[2]);
        bytes = bytes[CountBytes..];
        return true;
    }

    private static void Put<T>(ref Span<byte> rest, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(values);
        bytes.CopyTo(rest);
        rest = rest[bytes.Length..];
    }

    private static bool TryTake<T>(ref ReadOnlySpan<byte> bytes, int count, out T[] values)
        where T : unmanaged
    {
        values = [];
        var length = (long)count * Unsafe.SizeOf<T>();
        if (count < 0 || length > bytes.Length)
        {
            return false;
        }

        values = GC.AllocateUninitializedArray<T>(count);
        bytes[..(int)length].CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
        bytes = bytes[(int)length..];
        return true;
    }

    /// <summary>Numbers of something, or -1 for none.</summary>
    private static bool AreBelow(int[] numbers, int count) =>
        !numbers.AsSpan().ContainsAnyExceptInRange(-1, count - 1);

    /// <summary>Each to one before it, or -1: chains end.</summary>
    private static bool PointBack(int[] numbers)
    {
        for (var i = 0; i < numbers.Length; i++)
        {
            if (numbers[i] < -1 || numbers[i] >= i)
            {
                return false;
            }
        }

        return true;
    }
}
