using Fleet.DeviceAgent.Diagnostics;

namespace Fleet.DeviceAgent.Queue;

/// <summary>Room: what goes when the queue is full, and how files become shorter that are only appended to.</summary>
internal sealed partial class EntryQueue
{
    /// <summary>For the headers of new segments, the records of what is done, and what is left of a page, which are written without asking.</summary>
    private const int Slack = 1024 + EntryRecord.MaxCheckpointBytes + Segment.PageBytes;

    /// <summary>
    /// Each is some 250 bytes of memory, whatever it is on the disk: this many are 4 MB, and almost two years of hourly reports. The size of the files alone
    /// would let in 145,000 small ones.
    /// </summary>
    public const int MaxEntries = 16_384;

    private bool TryMakeRoom(int payload, EntryPriority priority)
    {
        while (_live.Count >= MaxEntries)
        {
            if (!TryEvict(priority))
            {
                return false;
            }
        }

        var size = payload + Slack;
        // Two segments stay free: one to move entries into, one that fills up before a first one can go.
        while (_live.Bytes + size > _options.MaxBytes - (2 * _options.SegmentBytes))
        {
            if (!TryEvict(priority))
            {
                return false;
            }
        }

        TurnOver(size);
        while (_chain.TotalBytes + size > _options.MaxBytes)
        {
            if (!TryEvict(priority))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Moves what waits to the last segment, each once at most, until so many bytes have room.</summary>
    private void TurnOver(int bytes)
    {
        for (var turns = _chain.Count; turns > 0 && _chain.TotalBytes + bytes > _options.MaxBytes; turns--)
        {
            GiveUpFirst();
        }
    }

    private bool TryEvict(EntryPriority priority)
    {
        if (_live.FirstToGo(priority) is not { Header: var header })
        {
            return false;
        }

        _counters.Add(AgentCounter.QueueEvicted);
        Forget(header.Epoch, [header.Number]);
        return true;
    }

    private void GiveUpFirst()
    {
        if (_chain.Count == 1)
        {
            Roll();
        }

        MoveEntriesOf(_chain.First);
        _chain.DropDead();
    }

    /// <summary>
    /// Writes the entries that wait in a segment to the last one, under the numbers that they have. Only when all copies are durable do they
    /// count: until then the originals do.
    /// </summary>
    private void MoveEntriesOf(Segment segment)
    {
        var copies = new List<(QueuedEntry Entry, RecordPlace Place)>();
        foreach (var entry in _live.In(segment).ToList())
        {
            if (entry.Place.Read() is not { } payload || !EntryRecord.TryRead(payload, out var record))
            {
                Lose(entry);
                continue;
            }

            var table = segment.Tables.TryGetValue(entry.Header.Table, out var place) && place.Read() is { } encoded ? encoded.AsSpan(1) : default;
            // Not the checkpoint that came with it: others have followed since, and the last in the files is the one that holds.
            copies.Add((entry, _chain.AppendEntry(new EntryRecord(entry.Header, record.Body, default).Encode(), entry.Header.Table, table, before: [])));
        }

        FlushFiles();
        _chain.Last.Flush();
        foreach (var (entry, place) in copies)
        {
            _live.Move(entry, place);
        }
    }
}
