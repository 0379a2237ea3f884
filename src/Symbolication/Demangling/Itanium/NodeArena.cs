namespace Fleet.Symbolication.Demangling.Itanium;

/// <summary>
/// The nodes of one symbol, and its substitutions. Kept by a thread and used again. A graph, not a tree: substitutions share nodes. Nodes refer to
/// nodes that exist already, so that there are no circles, template parameters apart.
/// </summary>
internal sealed class NodeArena
{
    /// <summary>An empty list.</summary>
    public const int Empty = 1;

    /// <summary>Nodes that a thread keeps between two symbols: 320 KiB.</summary>
    private const int MaxKept = 16 * 1024;

    private Node[] _nodes = new Node[256];
    private int[] _substitutions = new int[64];
    private int _count;

    public int Count => _count;

    public int Substitutions { get; private set; }

    public ref readonly Node this[int node] => ref _nodes[node];

    public void Clear()
    {
        if (_nodes.Length > MaxKept)
        {
            _nodes = new Node[256];
            _substitutions = new int[64];
        }

        _nodes[Empty] = new(NodeKind.List, 0, 0, 0, 0);
        _count = 2;
        Substitutions = 0;
    }

    public int Add(NodeKind kind, int a = 0, int b = 0, int c = 0, byte flags = 0)
    {
        if (_count == _nodes.Length)
        {
            Array.Resize(ref _nodes, 2 * _count);
        }

        _nodes[_count] = new(kind, a, b, c, flags);
        return _count++;
    }

    /// <summary>Puts a cell behind another.</summary>
    public void Link(int cell, int next) => _nodes[cell] = new(NodeKind.List, _nodes[cell].A, next, 0, 0);

    /// <summary>The next S_ will mean this.</summary>
    public void AddSubstitution(int node)
    {
        if (Substitutions == _substitutions.Length)
        {
            Array.Resize(ref _substitutions, 2 * Substitutions);
        }

        _substitutions[Substitutions++] = node;
    }

    /// <summary>Takes back the newest substitutions.</summary>
    public void TruncateSubstitutions(int count) => Substitutions = count;

    public int Substitution(int index) => (uint)index < (uint)Substitutions ? _substitutions[index] : 0;
}
