using Fleet.Domain.Devices;
using Fleet.Grains.Metrics;
using Fleet.Storage.Devices;
using Fleet.Storage.EventLog;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Metrics;

/// <summary>Reports of a device: the index tells where they are, the event log has them.</summary>
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

        var reports = await new StoredBatches(log).LoadAsync(cursors, report => (found[0].Shard, report.Position), cancellation);
        return [.. reports.Select(report => new StoredReport(report.Wanted, report.Format, report.Payload))];
    }
}
