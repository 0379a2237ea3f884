namespace Fleet.Symbolication.Dwarf;

/// <summary>Which line of which file an address belongs to. DWARF 5, 6.2. One row for each place; what compilers put twice at one address is decided.</summary>
internal sealed class LineTable
{
    private readonly Sequence[] _sequences;
    private readonly LineRow[] _rows;

    public LineTable(LineFiles files, Sequence[] sequences, LineRow[] rows)
    {
        Files = files;
        _sequences = sequences;
        _rows = rows;
        Array.Sort(_sequences, static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.End.CompareTo(a.End));
    }

    public static LineTable Empty { get; } = new(LineFiles.None, [], []);

    public LineFiles Files { get; }

    public int RowCount => _rows.Length;

    /// <summary>Ascending.</summary>
    public ReadOnlySpan<Sequence> Sequences => _sequences;

    /// <summary>Of all sequences, those of each together and ascending.</summary>
    public ReadOnlySpan<LineRow> AllRows => _rows;

    public IEnumerable<(ulong Address, LineRow Row)> Rows
    {
        get
        {
            foreach (var sequence in _sequences)
            {
                for (var i = 0; i < sequence.Count; i++)
                {
                    var row = _rows[sequence.First + i];
                    yield return (sequence.Start + row.Offset, row);
                }
            }
        }
    }

    public bool TryFind(ulong address, out LineRow row)
    {
        row = default;
        var (low, high) = (0, _sequences.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (_sequences[middle].Start <= address)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        if (high < 0 || address >= _sequences[high].End)
        {
            return false;
        }

        var sequence = _sequences[high];
        var rows = _rows.AsSpan(sequence.First, sequence.Count);
        var offset = (uint)(address - sequence.Start);
        var (first, last) = (0, rows.Length - 1);
        while (first <= last)
        {
            var middle = (first + last) >>> 1;
            if (rows[middle].Offset <= offset)
            {
                first = middle + 1;
            }
            else
            {
                last = middle - 1;
            }
        }

        if (last < 0)
        {
            return false;
        }

        row = rows[last];
        return true;
    }

    /// <summary>Rows of code that lies together.</summary>
    /// <param name="First">Of its rows.</param>
    public readonly record struct Sequence(ulong Start, ulong End, int First, int Count);
}
