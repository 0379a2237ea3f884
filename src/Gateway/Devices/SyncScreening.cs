using Fleet.Grains.Metrics;
using Fleet.Protocol;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.Gateway.Devices;

/// <summary>
/// What the gateway finds out about a batch before it goes to the device's grain: key tables are made known, and each report is checked
/// against its table. One bad entry costs itself alone.
/// </summary>
internal sealed class SyncScreening(KeyTableCache tables)
{
    public async ValueTask<ScreenedBatch> ScreenAsync(string project, SyncRequest request)
    {
        var batch = new ScreenedBatch();
        foreach (var encoded in request.Tables)
        {
            await RegisterAsync(project, encoded, batch);
        }

        foreach (var entry in request.Entries)
        {
            if (entry.Body.Length > ProtocolLimits.MaxEntryBytes)
            {
                batch.Refuse(entry.Number, RejectionCode.TooLarge, $"body: {entry.Body.Length} bytes, at most {ProtocolLimits.MaxEntryBytes} allowed");
            }
            else if (entry.Type == (int)EntryType.Report)
            {
                await ScreenReportAsync(project, entry, batch);
            }
        }

        return batch;
    }

    private async ValueTask RegisterAsync(string project, ReadOnlyMemory<byte> encoded, ScreenedBatch batch)
    {
        try
        {
            await tables.RegisterAsync(project, encoded);
        }
        catch (ProtocolException e)
        {
            batch.RefuseTable(TableHash.Of(encoded.Span), RejectionCode.InvalidKeyTable, e.Message);
        }
        catch (TooManyMetricsException e)
        {
            batch.RefuseTable(TableHash.Of(encoded.Span), RejectionCode.TooManyMetrics, e.Message);
        }
    }

    private async ValueTask ScreenReportAsync(string project, SyncEntry entry, ScreenedBatch batch)
    {
        try
        {
            var report = Report.Decode(entry.Body);
            if (tables.TryGet(project, report.Table) is not { } table)
            {
                if (batch.RefusedTable(report.Table) is { } refused)
                {
                    batch.Refuse(entry.Number, refused.Code, refused.Reason);
                    return;
                }

                if (batch.IsUnknown(report.Table) || batch.HasAskedEnough || await tables.FindAsync(project, report.Table) is not { } found)
                {
                    batch.Defer(entry.Number, report.Table);
                    return;
                }

                table = found;
            }

            var before = batch.Values;
            report.ReadValues(table.Columns, batch, static (counted, _, _) => counted.CountValue());
            batch.DeferBeyondRoom(entry.Number, before);
        }
        catch (ProtocolException e)
        {
            batch.Refuse(entry.Number, e.Code, e.Message);
        }
    }
}
