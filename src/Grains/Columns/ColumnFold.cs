using Fleet.Domain.Devices;
using Fleet.Domain.Metrics;
using Fleet.Domain.Retention;
using Fleet.Grains.EventLog;
using Fleet.Grains.Metrics;
using Fleet.Protocol;
using Fleet.Protocol.Metrics;

namespace Fleet.Grains.Columns;

/// <summary>Turns rows of the log into rows of column files. What rollups count is there, and nothing else.</summary>
/// <param name="tables">Key tables.</param>
internal sealed class ColumnFold(ResolvedTables tables)
{
    /// <returns>The row's reports; null when it tells that its device was deleted.</returns>
    /// <param name="row">To be read.</param>
    /// <param name="horizons">Reports from before them are left out.</param>
    /// <param name="cancellation">Of the look-up of key tables.</param>
    /// <exception cref="InvalidDataException">The row cannot be decoded.</exception>
    public async ValueTask<IReadOnlyList<ColumnReport>?> ReadAsync(LogRow row, RetentionHorizons horizons, CancellationToken cancellation)
    {
        var batch = DeviceBatchCodec.Decode(row.Format, row.Payload);
        if (batch.Events is [DeviceDeleted])
        {
            return null;
        }

        var horizon = horizons.Of(row.Device.Project, RetentionKind.Reports);
        List<ColumnReport>? reports = null;
        foreach (var e in batch.Events)
        {
            if (e is ReportRecorded report
                && !horizon.IsPast(report.CapturedAtMs)
                && await tables.FindAsync(row.Device.Project, report.Report.Table, cancellation) is { } table
                && Values(report.Report, table) is { Length: > 0 } values)
            {
                (reports ??= []).Add(new ColumnReport(
                    row.Position,
                    row.DeviceId,
                    row.Device.Serial,
                    report.CapturedAtMs,
                    report.Report.DurationMs,
                    batch.Cohort,
                    report.SoftwareType,
                    report.SoftwareVersion,
                    report.Report.SessionName,
                    values));
            }
        }

        return reports ?? (IReadOnlyList<ColumnReport>)[];
    }

    /// <returns>Empty for a report that cannot be read: the projection told so in the processing log.</returns>
    private static ColumnValue[] Values(Report report, ResolvedTable table)
    {
        var values = new List<ColumnValue>(table.MetricIds.Count);
        try
        {
            report.ReadValues(table.Table.Columns, (values, table), static (state, column, value) =>
            {
                if (ColumnValue.TryOf(state.table.MetricIds[column], value, out var kept))
                {
                    state.values.Add(kept);
                }
            });
        }
        catch (ProtocolException)
        {
            return [];
        }

        values.Sort(static (a, b) => a.MetricId.CompareTo(b.MetricId));
        return [.. values];
    }
}
