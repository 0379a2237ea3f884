using DuckDB.NET.Data;
using Fleet.Grains.Columns;

namespace Fleet.Storage.Columns.Scanning;

/// <summary>Brings the rows of files that count into a table: the values come from the engine, devices and ends from the files' spines.</summary>
/// <param name="folder">Where the files are.</param>
/// <param name="spines">Their spines.</param>
/// <param name="query">The question.</param>
/// <param name="ordinals">Its devices.</param>
internal sealed class ScannedRows(ColumnFolder folder, SpineReader spines, ColumnQuery query, DeviceOrdinals ordinals)
{
    private const int Value = 0, Least = 1, Greatest = 2;

    /// <summary>Whether extremes are read: for the answer, or to tell whether a value is valid.</summary>
    private readonly bool _bounds = query.Bounds || !query.Range.IsAny;

    /// <exception cref="IOException">A file cannot be read.</exception>
    public void Add(DuckDBConnection connection, FileBatch batch, PointTable table, CancellationToken cancellation)
    {
        var found = spines.Read(connection, batch.Files, cancellation);
        var hasBounds = _bounds && batch.Shape.HasFlag(ColumnShape.Bounds);
        var columns = ColumnNames.Value(batch.Metric) + (hasBounds ? $", {ColumnNames.Min(batch.Metric)}, {ColumnNames.Max(batch.Metric)}" : "");
        var (file, row, run) = (0, 0, 0);
        var count = VectorReader.Read(
            connection,
            $"select {columns} from {folder.SourceOf(batch.Files)}",
            rows =>
            {
                var place = 0;
                while (place < rows.Rows)
                {
                    if (file == found.Length)
                    {
                        throw OtherCount(batch.Files);
                    }

                    var spine = found[file];
                    var next = Math.Min(rows.Rows - place, spine.Rows - row);
                    Add(rows, place, spine, row, row + next, ref run, hasBounds, table);
                    (place, row) = (place + next, row + next);
                    if (row == spine.Rows)
                    {
                        (file, row, run) = (file + 1, 0, 0);
                    }
                }
            },
            cancellation);
        if (count != batch.Files.Sum(f => f.Rows))
        {
            throw OtherCount(batch.Files);
        }
    }

    /// <summary>Adds what waits for a file.</summary>
    public void Add(IEnumerable<TailRow> tail, PointTable table)
    {
        foreach (var row in tail)
        {
            var device = ordinals.Find(row.DeviceId);
            if (device != DeviceOrdinals.None)
            {
                table.Add(device, row.EndMs, row.Value, row.Min, row.Max);
            }
        }
    }

    /// <summary>The rows of a file are told apart by their place in it.</summary>
    public static InvalidDataException OtherCount(IReadOnlyList<ColumnFile> files) =>
        new($"column files of project '{files[0].Project}' from {files[0].FromMs} ms on have other rows than the catalog says; rebuild the read models");

    /// <summary>Rows of one file that are in one chunk.</summary>
    private void Add(in ColumnVectors rows, int place, FileSpine spine, int from, int to, ref int run, bool hasBounds, PointTable table)
    {
        var values = rows.Doubles(Value);
        var valid = rows.Validity(Value);
        var lows = hasBounds ? rows.Doubles(Least) : default;
        var highs = hasBounds ? rows.Doubles(Greatest) : default;
        var lowValid = hasBounds ? rows.Validity(Least) : default;
        var highValid = hasBounds ? rows.Validity(Greatest) : default;
        var offsets = spine.Offsets;
        while (from < to)
        {
            var end = spine.EndOf(run);
            var until = Math.Min(end, to);
            var device = ordinals.Find(spine.DeviceOf(run));
            if (device != DeviceOrdinals.None)
            {
                var first = spine.FirstEndOf(run);
                for (var row = from; row < until; row++)
                {
                    var i = place + row - from;
                    var endMs = first + offsets[row];
                    if (!ColumnVectors.Has(valid, i) || endMs < query.FromMs || endMs >= query.ToMs)
                    {
                        continue;
                    }

                    var value = values[i];
                    table.Add(
                        device,
                        endMs,
                        value,
                        hasBounds && ColumnVectors.Has(lowValid, i) ? lows[i] : value,
                        hasBounds && ColumnVectors.Has(highValid, i) ? highs[i] : value);
                }
            }

            place += until - from;
            from = until;
            if (from == end)
            {
                run++;
            }
        }
    }
}
