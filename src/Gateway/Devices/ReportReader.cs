using System.Runtime.CompilerServices;
using Fleet.Domain.Devices;
using Fleet.Grains.Metrics;

namespace Fleet.Gateway.Devices;

/// <summary>Reads a device's reports out of the batches that hold them.</summary>
internal sealed class ReportReader(IReportStore store, KeyTableCache tables)
{
    private const int PageRows = 500;

    /// <summary>Reports captured from <paramref name="fromMs"/> and before <paramref name="toMs"/>, those after a cursor, at most so many.</summary>
    public async IAsyncEnumerable<DecodedReport> ReadAsync(
        DeviceKey device, long fromMs, long toMs, ReportCursor? after, int limit, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (limit > 0)
        {
            var rows = await store.ListAsync(device, fromMs, toMs, after, Math.Min(limit, PageRows), cancellation);
            (long Position, DeviceBatch Batch)? last = null;
            foreach (var row in rows)
            {
                // Reports of one batch follow each other more often than not.
                if (last is not { } decoded || decoded.Position != row.Cursor.Position)
                {
                    decoded = (row.Cursor.Position, DeviceBatchCodec.Decode(row.Format, row.Payload));
                    last = decoded;
                }

                yield return await DecodeAsync(device.Project, row.Cursor, decoded.Batch);
            }

            // A page may end early where batches are large: the empty one is the last.
            if (rows.Count == 0)
            {
                yield break;
            }

            limit -= rows.Count;
            after = rows[^1].Cursor;
        }
    }

    private async ValueTask<DecodedReport> DecodeAsync(string project, ReportCursor cursor, DeviceBatch batch)
    {
        if (cursor.Index >= batch.Events.Count || batch.Events[cursor.Index] is not ReportRecorded recorded)
        {
            throw new InvalidDataException($"the index of reports names event {cursor.Index} of the batch at {cursor.Position}, which is no report");
        }

        // A report was taken only when its table was known, and tables are never removed.
        var table = await tables.FindAsync(project, recorded.Report.Table)
            ?? throw new InvalidDataException($"key table {recorded.Report.Table} of a stored report is missing");
        return new DecodedReport(cursor, batch.ReceivedAtMs, recorded, table);
    }
}
