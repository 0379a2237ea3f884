using Fleet.DeviceAgent.Diagnostics;
using Fleet.Protocol;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Queue;

/// <summary>
/// What waits to be sent, on disk: append-only segments (<see cref="Segment"/>), bounded in size, that open after a power cut at any byte.
/// </summary>
/// <remarks>
/// What always holds:
/// <list type="bullet">
/// <item>Within an epoch a number names one content forever. An entry is sent only after its bytes are flushed, and an epoch ends as soon as
/// anything of it may have been lost.</item>
/// <item>A segment does not need another: each holds the key tables that its entries name. Segments go from the front; entries that still wait
/// in the first one are moved to the last before.</item>
/// <item>What an entry brings as <see cref="Checkpoint"/> is one record with it: both are there, or neither.</item>
/// <item>An acknowledgement may be lost (that of a report is written and flushed with the next entry): the entry is sent again then, and the
/// server knows it.</item>
/// </list>
/// </remarks>
internal sealed partial class EntryQueue : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SegmentChain _chain;
    private readonly QueueOptions _options;
    private readonly AgentLog _log;
    private readonly AgentCounters _counters;
    private readonly Func<IReadOnlyList<string>> _flushFiles;
    private readonly LiveEntries _live = new();
    private readonly List<QueuedEntry> _pending = [];
    private ulong _epoch;
    private long _nextNumber = 1;

    /// <summary>After a failed flush nobody knows what is on disk: what was not durable is written and numbered anew.</summary>
    private bool _isSuspect;

    private EntryQueue(SegmentChain chain, QueueOptions options, AgentLog log, AgentCounters counters, Func<IReadOnlyList<string>> flushFiles)
    {
        _chain = chain;
        _options = options;
        _log = log;
        _counters = counters;
        _flushFiles = flushFiles;
    }

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _live.Count;
            }
        }
    }

    /// <summary>Whether anything waits that may be sent: durable, and its attachment with the server.</summary>
    public bool HasSendable
    {
        get
        {
            lock (_gate)
            {
                return _live.InOrderOfSending().Any(entry => entry.IsSendable);
            }
        }
    }

    /// <summary>Of all files.</summary>
    public long DiskBytes
    {
        get
        {
            lock (_gate)
            {
                return _chain.TotalBytes;
            }
        }
    }

    /// <summary>What they may take.</summary>
    public long MaxBytes => _options.MaxBytes;

    public ulong Epoch
    {
        get
        {
            lock (_gate)
            {
                return _epoch;
            }
        }
    }

    /// <param name="directory">Made when it is not there.</param>
    /// <param name="options">Bounds.</param>
    /// <param name="log">Told of what is damaged.</param>
    /// <param name="counters">For what is lost.</param>
    /// <param name="flushFiles">
    /// Makes durable the files that entries name, before the entries are; returns the digests of those that it could not. Called under the queue's lock: it must
    /// not call back.
    /// </param>
    /// <exception cref="IOException">The directory cannot be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory cannot be read or written.</exception>
    public static EntryQueue Open(string directory, QueueOptions options, AgentLog log, AgentCounters counters, Func<IReadOnlyList<string>> flushFiles)
    {
        Directory.CreateDirectory(directory);
        var recovered = new QueueRecovery(directory, log, counters).Run();
        var queue = new EntryQueue(new SegmentChain(directory, options.SegmentBytes, recovered.Segments), options, log, counters, flushFiles);
        queue.Restore(recovered);
        return queue;
    }

    /// <summary>Takes an entry; it is durable, and may be sent, after the next <see cref="Flush"/>.</summary>
    /// <param name="draft">The entry.</param>
    /// <returns>Its number; 0 when all room is taken by more important entries, which is counted as an eviction.</returns>
    /// <exception cref="IOException">It could not be written: the entry is not in the queue.</exception>
    public long Append(EntryDraft draft)
    {
        lock (_gate)
        {
            try
            {
                BeReady();
                return Number(draft);
            }
            catch (IOException) when (_live.Count == 0)
            {
                // The disk is full, and the queue's own files hold nothing that is needed any more, but cannot be followed by new ones.
                BeginEpochOver();
                return Number(draft);
            }
        }
    }

    /// <summary>Makes all that was appended durable, and before it the files that it names.</summary>
    /// <exception cref="IOException">It could not; the entries stay, and the next flush writes them anew.</exception>
    public void Flush()
    {
        // Large files take the disk their time: nobody waits for it at the lock.
        var lost = _flushFiles();
        lock (_gate)
        {
            GiveUp(lost);
            if (_isSuspect)
            {
                Renew();
            }

            FlushPending();
        }
    }

    /// <summary>The next entries to send, all of one epoch: that of the first of them. Null when nothing waits.</summary>
    public EntryBatch? NextBatch(int maxEntries, int maxBytes)
    {
        lock (_gate)
        {
            var epoch = 0UL;
            var bytes = 0;
            var entries = new List<(EntryHeader, ReadOnlyMemory<byte>)>();
            var origins = new HashSet<Origin>();
            List<QueuedEntry> unreadable = [];
            foreach (var entry in _live.InOrderOfSending())
            {
                if (!entry.IsSendable || (epoch != 0 && entry.Header.Epoch != epoch))
                {
                    continue;
                }

                // One origin is that of the sending itself.
                if (entries.Count == maxEntries
                    || (entries.Count > 0 && bytes + entry.BodyBytes > maxBytes)
                    || (origins.Add(entry.Header.Origin) && origins.Count == ProtocolLimits.MaxOrigins))
                {
                    break;
                }

                if (entry.Place.Read() is not { } payload || !EntryRecord.TryRead(payload, out var record))
                {
                    unreadable.Add(entry);
                    continue;
                }

                epoch = entry.Header.Epoch;
                bytes += entry.BodyBytes;
                entries.Add((entry.Header, record.Body));
            }

            unreadable.ForEach(Lose);
            return entries.Count > 0 ? new EntryBatch(epoch, entries) : null;
        }
    }

    /// <summary>Takes out entries that need no more sending. Unknown numbers are ignored.</summary>
    /// <param name="epoch">Of the batch.</param>
    /// <param name="numbers">In ascending order, so that they are written as ranges.</param>
    /// <returns>How many were there.</returns>
    public int Remove(ulong epoch, IReadOnlyList<long> numbers)
    {
        lock (_gate)
        {
            return Forget(epoch, numbers);
        }
    }

    /// <summary>The encoded key table; empty when it is lost, or when no entry that waits names it.</summary>
    public ReadOnlyMemory<byte> FindTable(TableHash hash)
    {
        lock (_gate)
        {
            return _chain.FindTable(hash);
        }
    }

    /// <summary>Takes out the entries that name a table which is lost: no server could ever read them.</summary>
    public int RemoveNaming(TableHash table)
    {
        lock (_gate)
        {
            var entries = _live.InOrderOfSending().Where(entry => entry.Header.Table == table).Select(entry => entry.Header).ToList();
            return entries.Sum(header => Forget(header.Epoch, [header.Number]));
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            WriteOwed();
            _chain.Dispose();
        }
    }

    private long Number(EntryDraft draft)
    {
        var header = new EntryHeader(
            _epoch, _nextNumber, (int)draft.Type, draft.Priority, draft.WallMs, draft.UptimeMs, draft.Origin, draft.Table?.Hash ?? default);
        var record = new EntryRecord(header, draft.Body, draft.Checkpoint);
        var payload = record.Encode();
        var table = draft.Table?.Encoded ?? default;
        if (!TryMakeRoom(payload.Length + table.Length, draft.Priority))
        {
            _counters.Add(AgentCounter.QueueEvicted);
            Keep(draft.Checkpoint);
            return 0;
        }

        Store(record, payload, table.Span);
        return header.Number;
    }

    private void Store(EntryRecord record, byte[] payload, ReadOnlySpan<byte> table)
    {
        if (_chain.IsFullFor(payload.Length))
        {
            Roll();
        }

        var header = record.Header;
        var entry = QueuedEntry.Of(record, _chain.AppendEntry(payload, header.Table, table, before: _owed));
        _owed.Clear();
        _checkpoint = record.Checkpoint.IsEmpty ? _checkpoint : record.Checkpoint;
        entry.Place.Segment.Live++;
        _live.Add(entry);
        _pending.Add(entry);
        _nextNumber = header.Number + 1;
    }

    private void Lose(QueuedEntry entry)
    {
        _log.Error("queue", $"entry {entry.Header.Number} cannot be read back from {entry.Place.Segment.Path}, and is lost");
        _counters.Add(AgentCounter.QueueLost);
        Forget(entry.Header.Epoch, [entry.Header.Number]);
    }
}
