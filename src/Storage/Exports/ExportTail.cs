using DuckDB.NET.Data;
using Fleet.Grains.Columns;
using Fleet.Storage.Columns;

namespace Fleet.Storage.Exports;

/// <summary>Reports that no file has, as rows like those of files.</summary>
internal static class ExportTail
{
    public static void Append(DuckDBAppender appender, IEnumerable<ColumnReport> reports, IReadOnlyList<ExportColumn> columns)
    {
        foreach (var report in reports)
        {
            var row = ReportRow.Begin(appender, report);
            foreach (var column in columns)
            {
                row = report.TryFind(column.Metric.Id, out var value) ? Append(row, column.Of, value) : row.AppendNullValue();
            }

            row.EndRow();
        }
    }

    private static IDuckDBAppenderRow Append(IDuckDBAppenderRow row, string of, in ColumnValue value) => of switch
    {
        "min" => row.AppendValue(value.Min),
        "max" => row.AppendValue(value.Max),
        "samples" or "sketch" when value.Samples == 0 => row.AppendNullValue(),
        "samples" => row.AppendValue(value.Samples),
        "sketch" => row.AppendValue(value.Sketch),
        _ => row.AppendValue(value.Value),
    };
}
