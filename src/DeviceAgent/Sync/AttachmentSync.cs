using Fleet.DeviceAgent.Budgets;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Queue;
using Fleet.DeviceAgent.Spooling;
using Fleet.Protocol.Attachments;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Sync;

/// <summary>The attachments' part of an exchange: what is uploaded next, within the budgets, and what follows for the entries that name it.</summary>
internal sealed class AttachmentSync(EntryQueue queue, AttachmentUpload upload, AttachmentOutbox outbox, DataBudget budget, BackOff backOff, AgentCounters counters, AgentLog log)
{
    /// <summary>Attachments that were uploaded in this exchange: one that the server then still does not have is not sent over and over.</summary>
    private readonly HashSet<string> _uploaded = [];

    public void Begin() => _uploaded.Clear();

    /// <summary>Sends one piece of the next attachment.</summary>
    /// <returns>Null when none is to be sent now.</returns>
    public async Task<UploadStep?> StepAsync(CancellationToken stop)
    {
        if (queue.NextUpload(budget.Allows) is not var (type, attachment))
        {
            return null;
        }

        var before = counters[AgentCounter.SyncSentBytes];
        var step = await upload.StepAsync(attachment, stop);
        budget.Spend(type, counters[AgentCounter.SyncSentBytes] - before);
        if (step is not UploadStep.Failed)
        {
            backOff.Succeeded();
        }

        switch (step)
        {
            case UploadStep.Completed:
                _uploaded.Add(attachment.Sha256);
                queue.MarkUploaded(attachment.Sha256, isUploaded: true);
                break;
            case UploadStep.Refused(var reason):
                var lost = queue.RemoveNaming(attachment.Sha256, AgentCounter.AttachmentsLost);
                log.Error("sync", $"{lost} entries with an attachment of {attachment.Bytes} bytes are given up: {reason}");
                break;
            default:
                break;
        }

        return step;
    }

    /// <summary>When to try again: attachments have a back-off of their own, since entries may well come through meanwhile.</summary>
    public TimeSpan Failed(UploadStep.Failed failed) => backOff.Failed(failed.RetryAfter);

    /// <summary>The server took neither the entry nor refused it: it does not have the attachment.</summary>
    /// <returns>False when it was uploaded just now: then something is wrong with the server.</returns>
    public bool Missing(Attachment attachment)
    {
        queue.MarkUploaded(attachment.Sha256, isUploaded: false);
        upload.Restart(attachment.Sha256);
        return !_uploaded.Contains(attachment.Sha256);
    }

    /// <summary>Counts what entries cost.</summary>
    public void Spend(long entryBytes) => budget.Spend(null, entryBytes);

    /// <summary>After an exchange: files of entries that were taken go, the account is kept.</summary>
    public void End()
    {
        if (queue.NextUpload(_ => true) is not null && queue.NextUpload(budget.Allows) is null)
        {
            counters.Add(AgentCounter.SyncOverBudget);
        }

        budget.Save();
        try
        {
            outbox.Collect();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Warn("sync", $"files that were sent could not be removed: {e.Message}");
        }
    }
}
