using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Queue;

/// <summary>The queue's files in order: records go to the last, room is given back from the first.</summary>
internal sealed class SegmentChain(string directory, long segmentBytes, IEnumerable<Segment> found) : IDisposable
{
    private readonly List<Segment> _segments = [.. found];
    private ulong _lastOrdinal;

    public string Directory => directory;

    public int Count => _segments.Count;

    public long TotalBytes => _segments.Sum(segment => segment.Length);

    public Segment First => _segments[0];

    public Segment Last => _segments[^1];

    /// <summary>Whether a record of this size is better begun in a new segment.</summary>
    public bool IsFullFor(int payload) => Last.Length > Segment.HeaderBytes && Last.Length + payload > segmentBytes;

    /// <summary>Ordinals up to this one are taken, also by files that are no longer in the chain.</summary>
    public void Reserve(ulong ordinal) => _lastOrdinal = Math.Max(_lastOrdinal, ordinal);

    /// <summary>Begins a new last segment.</summary>
    public void Begin(ulong epoch, long nextNumber)
    {
        Reserve(_segments.Count == 0 ? 0 : Last.Ordinal);
        _segments.Add(Segment.Create(directory, _lastOrdinal + 1, epoch, nextNumber));
    }

    public RecordPlace Append(ReadOnlySpan<byte> payload) => Last.Append(payload);

    /// <summary>Appends an entry behind the key table that it names, unless the last segment has the table already.</summary>
    public RecordPlace AppendEntry(ReadOnlySpan<byte> payload, TableHash hash, ReadOnlySpan<byte> table)
    {
        if (!table.IsEmpty && !Last.Tables.ContainsKey(hash))
        {
            Last.Tables[hash] = Append(RecordCodec.Table(table));
        }

        return Append(payload);
    }

    /// <summary>The encoded key table; empty when no segment has it.</summary>
    public ReadOnlyMemory<byte> FindTable(TableHash hash)
    {
        foreach (var segment in _segments)
        {
            if (segment.Tables.TryGetValue(hash, out var place) && place.Read() is { } payload)
            {
                return payload.AsMemory(1);
            }
        }

        return default;
    }

    /// <summary>Deletes segments from the front in which nothing waits. Not those behind one in which something does: they may say what of it is done.</summary>
    public void DropDead()
    {
        while (_segments.Count > 1 && First.Live == 0)
        {
            var first = First;
            _segments.RemoveAt(0);
            first.Delete();
        }
    }

    /// <summary>Deletes all segments: the next one must begin a new epoch.</summary>
    public void Clear()
    {
        while (_segments.Count > 0)
        {
            Reserve(Last.Ordinal);
            var last = Last;
            _segments.Remove(last);
            last.Delete();
        }
    }

    public void Dispose() => _segments.ForEach(segment => segment.Dispose());
}
