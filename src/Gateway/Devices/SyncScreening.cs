using Fleet.Grains;
using Fleet.Grains.Blobs;
using Fleet.Grains.Metrics;
using Fleet.Protocol;
using Fleet.Protocol.Attachments;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.Gateway.Devices;

/// <summary>
/// What the gateway finds out about a batch before it goes to the device's grain: key tables are made known, each report is checked
/// against its table, and what entries attach is looked for. One bad entry costs itself alone.
/// </summary>
internal sealed class SyncScreening(KeyTableCache tables, IBlobStore blobs)
{
    /// <exception cref="StoreUnavailableException">The blob store does not answer.</exception>
    public async ValueTask<ScreenedBatch> ScreenAsync(string project, SyncRequest request, CancellationToken cancel)
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
            else
            {
                await ScreenAttachmentAsync(project, entry, batch, cancel);
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

    /// <summary>An entry waits for what it attaches. What is here is kept from now on: it must not expire between this and the entry's acknowledgement.</summary>
    private async ValueTask ScreenAttachmentAsync(string project, SyncEntry entry, ScreenedBatch batch, CancellationToken cancel)
    {
        try
        {
            if (EntryAttachment.Find(entry.Type, entry.Body) is not { } attachment || !BlobId.TryParse(attachment.Sha256, out var id))
            {
                return;
            }

            if (await blobs.FindBlob(project, id, cancel) is not { } blob)
            {
                batch.Defer(entry.Number);
            }
            else if (blob.Bytes != attachment.Bytes)
            {
                batch.Refuse(entry.Number, RejectionCode.InvalidValue, $"bytes: {attachment.Bytes}, but the attachment has {blob.Bytes}");
            }
            else if (!await blobs.MarkReferenced(project, id, cancel))
            {
                batch.Defer(entry.Number);
            }
        }
        catch (ProtocolException e)
        {
            batch.Refuse(entry.Number, e.Code, e.Message);
        }
        catch (IOException e)
        {
            throw new StoreUnavailableException($"the blob store: {e.Message}", e);
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
