using Fleet.Domain.Devices;
using Fleet.Grains.Metrics;
using Fleet.Storage.Devices;
using Fleet.Storage.EventLog;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Metrics;

/// <summary>
/// Reports of a device: the index tells where they are, the event log has them. Two steps and no join, since on SQLite these are two files.
/// </summary>
internal sealed class ReportStore(ISqlDatabase log, ISqlDatabase views) : IReportStore
{
    public async Task<IReadOnlyList<StoredReport>> ListAsync(
        DeviceKey device, long fromMs, long toMs, ReportCursor? after, int limit, CancellationToken cancellation)
    {
        var found = await views.QueryAsync(new SqlQuery("Devices.find_device", device.Project, device.Serial), DeviceRow.Read, cancellation);
        if (found.Count == 0)
        {
            return [];
        }

        // The place just before the first report of the range, unless the cursor is further on.
        var start = new ReportCursor(fromMs, 0, 0);
        var from = after is { } cursor && cursor.CapturedAtMs >= fromMs ? cursor : start;
        var cursors = await views.QueryAsync(
            new SqlQuery("Metrics.list_reports", found[0].DeviceId, toMs, from.CapturedAtMs, from.Position, from.Index, limit),
            row => new ReportCursor(row.GetInt64(0), row.GetInt64(1), row.GetInt32(2)),
            cancellation);
        if (cursors.Count == 0)
        {
            return [];
        }

        var reports = await FitAsync(found[0].Shard, cursors, cancellation);
        var positions = Positions(reports);
        var batches = await log.QueryAsync(
            new SqlQuery("EventLog.load_events_at", found[0].Shard, positions),
            row => (Position: row.GetInt64(0), Format: row.GetInt32(1), Payload: row.GetFieldValue<byte[]>(2)),
            cancellation);
        var byPosition = batches.ToDictionary(batch => batch.Position);
        return [.. reports.Select(report => new StoredReport(report, byPosition[report.Position].Format, byPosition[report.Position].Payload))];
    }

    /// <summary>
    /// Those whose batches make up one answer. Batches are measured first: they are wanted by capture time and come by position, and their
    /// size is known without their bytes being read.
    /// </summary>
    private async Task<List<ReportCursor>> FitAsync(int shard, List<ReportCursor> cursors, CancellationToken cancellation)
    {
        var measured = await log.QueryAsync(
            new SqlQuery("EventLog.measure_events_at", shard, Positions(cursors)), row => (Position: row.GetInt64(0), Bytes: row.GetInt64(1)), cancellation);
        var unread = measured.ToDictionary(batch => batch.Position, batch => batch.Bytes);
        var bytes = 0L;
        return
        [
            .. cursors.TakeWhile(report =>
            {
                if (!unread.Remove(report.Position, out var more))
                {
                    // Another of a batch that is in already.
                    return true;
                }

                var fits = bytes < EventLogReader.MaxReadBytes;
                bytes += more;
                return fits;
            }),
        ];
    }

    private static long[] Positions(List<ReportCursor> reports) => [.. reports.Select(report => report.Position).Distinct().Order()];
}
