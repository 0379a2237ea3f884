using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Native;
using Fleet.DeviceAgent.Queue;
using Fleet.DeviceAgent.Requests;
using Fleet.Protocol;
using Fleet.Protocol.Attachments;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Sync;

/// <summary>
/// One exchange: batches until the queue is empty or something fails. Sends key tables when they are asked for, takes over configuration and
/// confirms it, and finds the entry to blame when a batch is refused as a whole.
/// </summary>
internal sealed class SyncExchange(
    SyncClient client,
    SyncRequestFactory factory,
    EntryQueue queue,
    AttachmentSync attachments,
    ServerConfiguration configuration,
    RequestInbox requests,
    DeviceClock clock,
    AgentCounters counters,
    AgentLog log)
{
    private const int MaxTableBytes = ProtocolLimits.MaxCompressedBytes / 4;

    private readonly BatchSize _size = new();

    public async Task<SyncResult> RunAsync(CancellationToken stop)
    {
        var progress = new SyncProgress();
        attachments.Begin();
        try
        {
            return await RunAsync(progress, stop);
        }
        finally
        {
            attachments.End();
        }
    }

    /// <summary>Makes durable what was queued: only that is sent. What the disk does not take now holds back nothing that it took before.</summary>
    /// <returns>False when the disk does not take it.</returns>
    public bool TryFlushQueue()
    {
        try
        {
            queue.Flush();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            counters.Add(AgentCounter.QueueWriteFailures);
            log.Error("sync", $"the queue cannot be written: {e.Message}");
            return false;
        }
    }

    private async Task<SyncResult> RunAsync(SyncProgress progress, CancellationToken stop)
    {
        while (true)
        {
            var batch = queue.NextBatch(_size.Entries, _size.Bytes);
            var sentBefore = counters[AgentCounter.SyncSentBytes];
            var started = clock.Time.GetTimestamp();
            var answer = await client.SendAsync(factory.Create(batch, progress.Tables), stop);
            var took = clock.Time.GetElapsedTime(started);
            attachments.Spend(counters[AgentCounter.SyncSentBytes] - sentBefore);
            var error = answer switch
            {
                SyncAnswer.Accepted(var reply) => Accept(reply, batch, took, progress),
                SyncAnswer.Refused(var reason) => await SearchAsync(batch, reason, progress, stop),
                SyncAnswer.CodingRefused(var reason) => FallBack(reason),
                SyncAnswer.Failed failed => Fail(failed, progress),
                _ => throw new InvalidOperationException($"{answer.GetType()} is no answer"),
            };
            if (error is null && progress.IsDone)
            {
                await UploadAsync(progress, stop);
            }

            if (error is not null || progress.IsDone)
            {
                return new SyncResult(error, progress.Acknowledged, progress.Rejected, progress.RetryAfter, progress.ComeBack, progress.AttachmentError);
            }
        }
    }

    /// <summary>Once all entries are sent that can be, attachments go, a piece at a time, until there are entries again.</summary>
    private async Task UploadAsync(SyncProgress progress, CancellationToken stop)
    {
        while (!queue.HasSendable)
        {
            switch (await attachments.StepAsync(stop))
            {
                case null:
                    return;
                case UploadStep.Failed failed:
                    var delay = attachments.Failed(failed);
                    log.Warn("sync", $"an attachment could not be sent: {failed.Reason}; next attempt in {delay.TotalSeconds:0.0} s");
                    progress.AttachmentError = failed.Reason;
                    progress.ComeBack = progress.ComeBack is { } asked && asked < delay ? asked : delay;
                    return;
                default:
                    break;
            }
        }

        progress.IsDone = false;
    }

    private string? Accept(SyncReply reply, EntryBatch? batch, TimeSpan took, SyncProgress progress)
    {
        var sentTables = progress.TakeTables();
        var settled = batch is null ? 0 : Settle(reply, batch, progress);
        if (settled > 0)
        {
            _size.Settled(took);
        }

        configuration.ServerSays(reply.ServerTimeMs, clock.WallMs);
        requests.Receive(reply.Requests, reply.ServerTimeMs);
        if (reply.ComeBackMs > 0)
        {
            progress.ComeBack = TimeSpan.FromMilliseconds(Math.Min(reply.ComeBackMs, (long)BackOff.LongestAsked.TotalMilliseconds));
        }

        // A configuration is confirmed at once, but a server that gives another each time does not keep the device busy.
        var mustConfirm = reply.Configuration is { } given && Adopt(given) && progress.TryConfirm();
        foreach (var table in sentTables)
        {
            if (reply.UnknownTables.Contains(table))
            {
                return $"the server asks again for key table {table}, which was just sent";
            }
        }

        var dropped = CollectTables(reply.UnknownTables, progress);
        if (batch is not null && FindMissing(reply, batch) is { Count: > 0 } missing)
        {
            if (missing.Exists(attachment => !attachments.Missing(attachment)))
            {
                return "the server took an attachment, and says now that it does not have it";
            }
        }
        else if (queue.Count > 0 && settled + dropped == 0 && batch is not null && progress.Tables.Count == 0)
        {
            return "the server answered, but said nothing of the entries that were sent";
        }

        progress.IsDone = !mustConfirm && !queue.HasSendable;
        return null;
    }

    /// <summary>Attachments of entries that the server neither took nor refused.</summary>
    private static List<Attachment> FindMissing(SyncReply reply, EntryBatch batch)
    {
        var missing = new List<Attachment>();
        foreach (var (header, body) in batch.Entries)
        {
            if (!IsAcknowledged(reply, header.Number)
                && reply.Rejected.All(rejection => rejection.Number != header.Number)
                && QueuedEntry.FindAttachment(header.Type, body) is { } attachment)
            {
                missing.Add(attachment);
            }
        }

        return missing;
    }

    private static bool IsAcknowledged(SyncReply reply, long number)
    {
        foreach (var range in reply.Acknowledged)
        {
            if (range.First <= number && number <= range.Last)
            {
                return true;
            }
        }

        return false;
    }

    private int Settle(SyncReply reply, EntryBatch batch, SyncProgress progress)
    {
        // Only what was sent can be acknowledged: a confused server must not empty the queue.
        var sent = new List<long>();
        foreach (var (header, _) in batch.Entries)
        {
            sent.Add(header.Number);
        }

        sent.Sort();
        var acknowledged = queue.Remove(batch.Epoch, sent.FindAll(number => IsAcknowledged(reply, number)));
        progress.Acknowledged += acknowledged;
        var rejected = 0;
        foreach (var rejection in reply.Rejected)
        {
            if (sent.Contains(rejection.Number) && queue.Remove(batch.Epoch, [rejection.Number]) > 0)
            {
                rejected++;
                counters.Add(AgentCounter.SyncRejectedEntries);
                log.Warn("sync", $"the server rejected entry {rejection.Number}: {rejection.Code}: {rejection.Reason}");
            }
        }

        progress.Rejected += rejected;
        return acknowledged + rejected;
    }

    private bool Adopt(DeviceConfiguration given)
    {
        try
        {
            return configuration.Adopt(given);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Error("sync", $"configuration revision {given.Revision} could not be kept, and is not in force: {e.Message}");
            return false;
        }
    }

    /// <summary>Finds the tables to send along next time. Entries whose table is lost can never be read by anyone, and go.</summary>
    private int CollectTables(IReadOnlyList<TableHash> hashes, SyncProgress progress)
    {
        var dropped = 0;
        var bytes = 0;
        for (var i = 0; i < Math.Min(hashes.Count, ProtocolLimits.MaxTables); i++)
        {
            var hash = hashes[i];
            var table = queue.FindTable(hash);
            if (table.IsEmpty)
            {
                var lost = queue.RemoveNaming(hash);
                counters.Add(AgentCounter.QueueLost, lost);
                log.Error("sync", $"key table {hash} is lost, and with it {lost} entries");
                dropped += lost;
            }
            else if (bytes == 0 || bytes + table.Length <= MaxTableBytes)
            {
                bytes += table.Length;
                progress.AddTable(hash, table);
            }
        }

        return dropped;
    }

    /// <summary>
    /// Halves a refused batch until one entry is left, and drops that one if the server takes a batch without it: a proxy that refuses
    /// everything must not cost a single entry.
    /// </summary>
    private async Task<string?> SearchAsync(EntryBatch? batch, string reason, SyncProgress progress, CancellationToken stop)
    {
        if (progress.Tables.Count > 1)
        {
            progress.KeepFirstTable();
            return null;
        }

        if (batch is { Entries.Count: > 1 })
        {
            _size.Refused(batch.Entries.Count);
            return null;
        }

        if (batch is null)
        {
            return $"the server refuses even an empty batch: {reason}";
        }

        var number = batch.Entries[0].Header.Number;
        if (await client.SendAsync(factory.Create(null, []), stop) is not SyncAnswer.Accepted)
        {
            return $"the server refuses entry {number}, and an empty batch too: {reason}";
        }

        progress.TakeTables();
        progress.Rejected += queue.Remove(batch.Epoch, [number]);
        counters.Add(AgentCounter.SyncRefusedEntries);
        log.Error("sync", $"entry {number} was refused and dropped: {reason}");
        _size.Cleared();
        progress.IsDone = !queue.HasSendable;
        return null;
    }

    private string? FallBack(string reason)
    {
        if (!client.Compresses)
        {
            return reason;
        }

        client.Compresses = false;
        log.Warn("sync", $"the server does not take zstd, sending uncompressed from now on: {reason}");
        return null;
    }

    private string Fail(SyncAnswer.Failed failed, SyncProgress progress)
    {
        if (failed.IsBadReply)
        {
            counters.Add(AgentCounter.SyncBadReplies);
        }

        if (failed.IsCutOff)
        {
            _size.CutOff();
        }

        progress.RetryAfter = failed.RetryAfter;
        return failed.Reason;
    }
}
