using Fleet.DeviceAgent.Diagnostics;
using Fleet.Protocol;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Queue;

/// <summary>Entries that name an attachment: they wait until the server has it.</summary>
internal sealed partial class EntryQueue
{
    /// <summary>What is to be uploaded next: of the most important entry, then of the oldest.</summary>
    /// <param name="isWanted">Whether entries of a type may cost data now.</param>
    public NamedAttachment? NextUpload(Func<EntryType, bool> isWanted)
    {
        lock (_gate)
        {
            var next = _live.InOrderOfSending().FirstOrDefault(
                entry => entry is { IsDurable: true, Attachment: not null, IsUploaded: false } && isWanted((EntryType)entry.Header.Type));
            return next is null ? null : new NamedAttachment((EntryType)next.Header.Type, next.Attachment!.Value);
        }
    }

    /// <summary>Notes whether the server has an attachment: the entries that name it may be sent, or have to wait again.</summary>
    public void MarkUploaded(string sha256, bool isUploaded)
    {
        lock (_gate)
        {
            foreach (var entry in _live.InOrderOfSending().Where(entry => entry.Attachment?.Sha256 == sha256))
            {
                entry.IsUploaded = isUploaded;
            }
        }
    }

    /// <summary>The attachments that entries name, each once for each of them, the oldest entry of a type first.</summary>
    public IReadOnlyList<NamedAttachment> Attachments()
    {
        lock (_gate)
        {
            return
            [
                .. _live.InOrderOfSending()
                    .Where(entry => entry.Attachment is not null)
                    .Select(entry => new NamedAttachment((EntryType)entry.Header.Type, entry.Attachment!.Value)),
            ];
        }
    }

    /// <summary>
    /// All entries, in batches that a request can hold with the tables that they name, whether their attachments are with the server or not. What is
    /// appended meanwhile may be missing.
    /// </summary>
    public IEnumerable<EntryBatch> Batches(int maxBytes)
    {
        List<QueuedEntry> all;
        lock (_gate)
        {
            all = [.. _live.InOrderOfSending().Where(entry => entry.IsDurable)];
        }

        var entries = new List<(EntryHeader Header, ReadOnlyMemory<byte> Body)>();
        var origins = new HashSet<Origin>();
        var tables = new HashSet<TableHash>();
        var bytes = 0;
        foreach (var entry in all)
        {
            byte[]? payload;
            lock (_gate)
            {
                payload = entry.Place.Segment.IsOpen ? entry.Place.Read() : null;
            }

            if (payload is null || !EntryRecord.TryRead(payload, out var record))
            {
                // Sent, evicted or rotten since.
                continue;
            }

            var (header, body) = (record.Header, record.Body);
            if (entries.Count > 0 && !Fits(header, body.Length))
            {
                yield return new EntryBatch(entries[0].Header.Epoch, entries);
                entries = [];
                origins.Clear();
                tables.Clear();
                bytes = 0;
            }

            origins.Add(header.Origin);
            tables.Add(header.Table);
            entries.Add((header, body));
            bytes += body.Length;
        }

        if (entries.Count > 0)
        {
            yield return new EntryBatch(entries[0].Header.Epoch, entries);
        }

        bool Fits(EntryHeader next, int length) =>
            next.Epoch == entries[0].Header.Epoch
            && entries.Count < ProtocolLimits.MaxEntries
            && bytes + length <= maxBytes
            && (origins.Count + 1 < ProtocolLimits.MaxOrigins || origins.Contains(next.Origin))
            && (tables.Count < ProtocolLimits.MaxTables || tables.Contains(next.Table));
    }

    /// <summary>Gives up every entry that names an attachment: its file is lost, nobody takes it, or its room is needed.</summary>
    /// <param name="sha256">Of the attachment.</param>
    /// <param name="reason">What to count each of them as.</param>
    /// <returns>How many there were.</returns>
    public int RemoveNaming(string sha256, AgentCounter reason)
    {
        lock (_gate)
        {
            var entries = _live.InOrderOfSending().Where(entry => entry.Attachment?.Sha256 == sha256).Select(entry => entry.Header).ToList();
            entries.ForEach(header => Forget(header.Epoch, [header.Number]));
            _counters.Add(reason, entries.Count);
            return entries.Count;
        }
    }

    /// <summary>Before entries are durable, the files that they name are. A power cut would leave entries that name nothing otherwise.</summary>
    private void FlushFiles() => GiveUp(_flushFiles());

    private void GiveUp(IReadOnlyList<string> lost)
    {
        foreach (var sha256 in lost)
        {
            var entries = RemoveNaming(sha256, AgentCounter.AttachmentsLost);
            _log.Error("queue", $"{entries} entries are given up: the disk did not take the file {sha256} that they name");
        }
    }
}
