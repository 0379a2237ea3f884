using System.Diagnostics.CodeAnalysis;

namespace Fleet.DeviceAgent.Queue;

/// <summary>Index of the entries that wait, by number for acknowledgements and by priority and age for sending and eviction.</summary>
internal sealed class LiveEntries
{
    private readonly Dictionary<(ulong Epoch, long Number), LinkedListNode<QueuedEntry>> _byNumber = [];
    private readonly SortedList<EntryPriority, LinkedList<QueuedEntry>> _byPriority = [];

    public int Count => _byNumber.Count;

    /// <summary>On disk, records' headers included.</summary>
    public long Bytes { get; private set; }

    public void Add(QueuedEntry entry)
    {
        if (!_byPriority.TryGetValue(entry.Header.Priority, out var list))
        {
            _byPriority.Add(entry.Header.Priority, list = new LinkedList<QueuedEntry>());
        }

        _byNumber.Add((entry.Header.Epoch, entry.Header.Number), list.AddLast(entry));
        Bytes += entry.Place.Size;
    }

    public bool Remove(ulong epoch, long number, [NotNullWhen(true)] out QueuedEntry? entry)
    {
        entry = null;
        if (!_byNumber.Remove((epoch, number), out var node))
        {
            return false;
        }

        entry = node.Value;
        node.List!.Remove(node);
        Bytes -= entry.Place.Size;
        return true;
    }

    /// <summary>The entry lies elsewhere from now on.</summary>
    public void Move(QueuedEntry entry, RecordPlace place)
    {
        Bytes += place.Size - entry.Place.Size;
        entry.Place.Segment.Live--;
        place.Segment.Live++;
        entry.Place = place;
    }

    /// <summary>The oldest of those that give way first, if <paramref name="atMost"/> does not give way before it.</summary>
    public QueuedEntry? FirstToGo(EntryPriority atMost)
    {
        LinkedListNode<QueuedEntry>? go = null;
        var order = RoomOrder.Of(atMost);
        foreach (var (priority, list) in _byPriority)
        {
            if (list.First is { } first && RoomOrder.Of(priority) is var its && (its < order || (its == order && go is null)))
            {
                (go, order) = (first, its);
            }
        }

        return go?.Value;
    }

    /// <summary>The most important first, then the oldest.</summary>
    public IEnumerable<QueuedEntry> InOrderOfSending()
    {
        for (var i = _byPriority.Count - 1; i >= 0; i--)
        {
            foreach (var entry in _byPriority.GetValueAtIndex(i))
            {
                yield return entry;
            }
        }
    }

    public IEnumerable<QueuedEntry> In(Segment segment) => InOrderOfSending().Where(entry => ReferenceEquals(entry.Place.Segment, segment));
}
