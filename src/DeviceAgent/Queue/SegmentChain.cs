using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Queue;

/// <summary>The queue's files in order: records go to the last, room is given back from the first.</summary>
internal sealed class SegmentChain(string directory, long segmentBytes, IEnumerable<Segment> found) : IDisposable
{
    private readonly List<Segment> _segments = [.. found];
    /// <summary>Of an epoch.</summary>
    private const long FirstNumber = 1;

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
    public void Begin(ulong epoch, long nextNumber, ReadOnlySpan<byte> checkpoint)
    {
        Reserve(_segments.Count == 0 ? 0 : Last.Ordinal);
        _segments.Add(Segment.Create(directory, _lastOrdinal + 1, epoch, nextNumber, checkpoint));
    }

    /// <summary>Begins anew, in the file of the last segment if that can be. Nothing waits in any, and no new file can be made beside them.</summary>
    public void BeginOver(ulong epoch, ReadOnlySpan<byte> checkpoint)
    {
        while (_segments.Count > 1)
        {
            DropFirst();
        }

        if (_segments.Count > 0)
        {
            try
            {
                _segments[0] = Last.BeginOver(epoch, FirstNumber, checkpoint);
                return;
            }
            catch (IOException)
            {
                // Not every file system has room for what is written over what is there.
                Reserve(Last.Ordinal);
                DropFirst();
            }
        }

        Begin(epoch, FirstNumber, checkpoint);
    }

    public void Append(IReadOnlyList<byte[]> records) => Last.Append(records);

    /// <summary>Appends an entry behind other records and the key table that it names, unless the last segment has the table already. It is one write.</summary>
    /// <returns>Where the entry lies.</returns>
    public RecordPlace AppendEntry(byte[] payload, TableHash hash, ReadOnlySpan<byte> table, IReadOnlyList<byte[]> before)
    {
        var brings = !table.IsEmpty && !Last.Tables.ContainsKey(hash);
        var places = Last.Append([.. before, .. brings ? [RecordCodec.Table(table)] : Array.Empty<byte[]>(), payload]);
        if (brings)
        {
            Last.Tables[hash] = places[^2];
        }

        return places[^1];
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
            DropFirst();
        }
    }

    public void Dispose() => _segments.ForEach(segment => segment.Dispose());

    private void DropFirst()
    {
        var first = First;
        _segments.RemoveAt(0);
        first.Delete();
    }
}
