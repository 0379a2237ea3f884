using DuckDB.NET.Data;
using Fleet.Grains.Columns;

namespace Fleet.Storage.Columns;

/// <summary>The cells of a row that tell of its report.</summary>
internal static class ReportRow
{
    /// <summary>Begins a row with the columns of <see cref="ColumnNames.Report"/>.</summary>
    public static IDuckDBAppenderRow Begin(DuckDBAppender appender, ColumnReport report) => appender.CreateRow()
        .AppendValue(report.DeviceId)
        .AppendValue(report.Serial)
        .AppendValue(report.EndMs)
        .AppendValue(report.DurationMs)
        .AppendValue(report.Cohort)
        .AppendValue(report.SoftwareType)
        .AppendValue(report.SoftwareVersion)
        .AppendValue(report.Session);
}
