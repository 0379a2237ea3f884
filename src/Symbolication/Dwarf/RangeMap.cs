namespace Fleet.Symbolication.Dwarf;

/// <summary>Which number belongs to an address: of ranges within one another the innermost. Two sorted arrays, searched by halves.</summary>
internal sealed class RangeMap
{
    public const int None = -1;

    private readonly ulong[] _starts;
    private readonly int[] _values;

    private RangeMap(ulong[] starts, int[] values)
    {
        _starts = starts;
        _values = values;
    }

    public static RangeMap Empty { get; } = new([], []);

    /// <summary>Where parts begin, ascending.</summary>
    public ReadOnlySpan<ulong> Starts => _starts;

    /// <summary>The number of each part; <see cref="None"/> of those that belong to nothing.</summary>
    public ReadOnlySpan<int> Values => _values;

    /// <summary>Parts that addresses are divided into.</summary>
    public int Count => _starts.Length;

    /// <returns><see cref="None"/> for an address in no range.</returns>
    public int Find(ulong address)
    {
        var at = Array.BinarySearch(_starts, address);
        at = at < 0 ? ~at - 1 : at;
        return at < 0 ? None : _values[at];
    }

    /// <summary>As <see cref="Starts"/> and <see cref="Values"/> of another one had it; both of one length.</summary>
    public static RangeMap OfParts(ulong[] starts, int[] values) => new(starts, values);

    /// <summary>Adds what addresses this has numbers for as ranges with another number.</summary>
    public void AddTo(List<Range> ranges, int value)
    {
        for (var i = 0; i < _starts.Length; i++)
        {
            if (_values[i] != None)
            {
                ranges.Add(new Range(_starts[i], i + 1 < _starts.Length ? _starts[i + 1] : ulong.MaxValue, value));
            }
        }
    }

    /// <summary>
    /// At every address the range that began last counts; of those that begin together the shortest, and of equal ones that which was added last. So
    /// outer ranges are added before inner ones, and ranges that do not lie properly within one another, which only damage makes, have one answer too.
    /// </summary>
    public static RangeMap Of(List<Range> ranges)
    {
        var starts = new List<ulong>((ranges.Count * 2) + 1);
        var values = new List<int>((ranges.Count * 2) + 1);
        var open = new Stack<Range>();
        foreach (var index in Order(ranges))
        {
            var range = ranges[index];
            Close(open, range.Start, starts, values);
            open.Push(range);
            Put(starts, values, range.Start, range.Value);
        }

        Close(open, ulong.MaxValue, starts, values);
        return new RangeMap([.. starts], [.. values]);
    }

    /// <summary>By start as numbers, which is fast, and then those that begin together.</summary>
    private static int[] Order(List<Range> ranges)
    {
        var keys = new ulong[ranges.Count];
        var order = new int[ranges.Count];
        for (var i = 0; i < order.Length; i++)
        {
            (keys[i], order[i]) = (ranges[i].Start, i);
        }

        Array.Sort(keys, order);
        for (var first = 0; first < order.Length;)
        {
            var behind = first + 1;
            while (behind < order.Length && keys[behind] == keys[first])
            {
                behind++;
            }

            if (behind - first > 1)
            {
                order.AsSpan(first, behind - first).Sort((a, b) => ranges[a].End != ranges[b].End ? ranges[b].End.CompareTo(ranges[a].End) : a.CompareTo(b));
            }

            first = behind;
        }

        return order;
    }

    private static void Close(Stack<Range> open, ulong before, List<ulong> starts, List<int> values)
    {
        while (open.TryPeek(out var top) && top.End <= before)
        {
            open.Pop();
            while (open.TryPeek(out var under) && under.End <= top.End)
            {
                open.Pop();
            }

            Put(starts, values, top.End, open.TryPeek(out var rest) ? rest.Value : None);
        }
    }

    private static void Put(List<ulong> starts, List<int> values, ulong start, int value)
    {
        if (starts.Count > 0 && starts[^1] == start)
        {
            values[^1] = value;
        }
        else if (values.Count == 0 ? value != None : values[^1] != value)
        {
            starts.Add(start);
            values.Add(value);
        }
    }

    public readonly record struct Range(ulong Start, ulong End, int Value);
}
