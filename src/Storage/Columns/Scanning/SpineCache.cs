using Fleet.Grains.Columns;

namespace Fleet.Storage.Columns.Scanning;

/// <summary>Spines of the files that were asked about last. Files never change, so that a spine is right as long as its file is there.</summary>
internal sealed class SpineCache
{
    /// <summary>A month of 10,000 devices by the hour takes 33 MB.</summary>
    private const long MaxBytes = 64L << 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, LinkedListNode<(Guid Id, FileSpine Spine)>> _nodes = [];
    private readonly LinkedList<(Guid Id, FileSpine Spine)> _byUse = [];
    private long _bytes;

    public FileSpine? Find(Guid id)
    {
        lock (_lock)
        {
            if (!_nodes.TryGetValue(id, out var node))
            {
                return null;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Spine;
        }
    }

    public void Add(Guid id, FileSpine spine)
    {
        lock (_lock)
        {
            if (_nodes.ContainsKey(id) || spine.Bytes > MaxBytes)
            {
                return;
            }

            _nodes[id] = _byUse.AddFirst((id, spine));
            _bytes += spine.Bytes;
            while (_bytes > MaxBytes)
            {
                Remove(_byUse.Last!);
            }
        }
    }

    public void Remove(ColumnFile file)
    {
        lock (_lock)
        {
            if (_nodes.TryGetValue(file.Id, out var node))
            {
                Remove(node);
            }
        }
    }

    private void Remove(LinkedListNode<(Guid Id, FileSpine Spine)> node)
    {
        _byUse.Remove(node);
        _nodes.Remove(node.Value.Id);
        _bytes -= node.Value.Spine.Bytes;
    }
}
