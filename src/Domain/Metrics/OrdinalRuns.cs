using System.Numerics;

namespace Fleet.Domain.Metrics;

/// <summary>
/// Walks a set of ordinals as its maximal runs of consecutive numbers, ascending, whichever way the set is stored.
/// </summary>
internal ref struct OrdinalRuns
{
    private readonly ReadOnlySpan<uint> _list;
    private readonly ReadOnlySpan<ulong> _bits;
    private int _next;

    public OrdinalRuns(ReadOnlySpan<uint> sortedList) => _list = sortedList;

    public OrdinalRuns(ReadOnlySpan<ulong> bitmap) => _bits = bitmap;

    /// <summary>First ordinal of the current run.</summary>
    public uint First { get; private set; }

    /// <summary>Last ordinal of the current run, inclusive.</summary>
    public uint Last { get; private set; }

    /// <summary>How many ordinals the current run has.</summary>
    public readonly int Length => (int)(Last - First) + 1;

    public bool MoveNext() => _bits.IsEmpty ? MoveInList() : MoveInBitmap();

    private bool MoveInList()
    {
        if (_next >= _list.Length)
            return false;

        First = Last = _list[_next++];
        while (_next < _list.Length && _list[_next] == Last + 1)
            Last = _list[_next++];

        return true;
    }

    private bool MoveInBitmap()
    {
        var first = Find(_next, invert: 0);
        if (first < 0)
            return false;

        var end = Find(first, invert: ulong.MaxValue);
        _next = end < 0 ? _bits.Length * 64 : end;
        First = (uint)first;
        Last = (uint)(_next - 1);
        return true;
    }

    /// <summary>First set bit (of the words xor <paramref name="invert"/>) at or after a place; -1 when there is none.</summary>
    private readonly int Find(int from, ulong invert)
    {
        var word = from >> 6;
        if (word >= _bits.Length)
            return -1;

        var bits = (_bits[word] ^ invert) & (ulong.MaxValue << (from & 63));
        while (bits == 0)
        {
            if (++word == _bits.Length)
                return -1;

            bits = _bits[word] ^ invert;
        }

        return (word * 64) + BitOperations.TrailingZeroCount(bits);
    }
}
