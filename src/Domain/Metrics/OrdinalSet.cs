using System.Numerics;

namespace Fleet.Domain.Metrics;

/// <summary>
/// A set of the device ordinals of one shard: a sorted list while few, a bitmap once that is the smaller of the two.
/// Which of them it is shows neither in what it answers nor in its encoding.
/// </summary>
internal sealed class OrdinalSet
{
    private uint[] _list;
    private ulong[]? _bits;

    public OrdinalSet()
        : this([], null, 0)
    {
    }

    private OrdinalSet(uint[] list, ulong[]? bits, int count)
    {
        _list = list;
        _bits = bits;
        Count = count;
    }

    public int Count { get; private set; }

    /// <summary>The runs of the set, ascending. Changing the set invalidates them.</summary>
    public OrdinalRuns Runs => _bits is null ? new OrdinalRuns(_list.AsSpan(0, Count)) : new OrdinalRuns(_bits);

    /// <summary>Takes over a list that is sorted and free of repetitions.</summary>
    public static OrdinalSet FromSorted(uint[] ordinals)
    {
        var set = new OrdinalSet(ordinals, null, ordinals.Length);
        set.ChooseForm();
        return set;
    }

    /// <summary>Takes over a bitmap; its last word is not zero.</summary>
    public static OrdinalSet FromBitmap(ulong[] bits)
    {
        var set = new OrdinalSet([], bits, CountBits(bits));
        if (!BitmapIsSmaller(bits.Length, set.Count))
            set.TurnIntoList();

        return set;
    }

    /// <summary>An empty set in the form that suits <paramref name="count"/> ordinals of which <paramref name="greatest"/> is the greatest.</summary>
    public static OrdinalSet WithRoomFor(uint greatest, int count)
    {
        var words = WordsFor(greatest);
        return BitmapIsSmaller(words, count) ? new([], new ulong[words], 0) : new(new uint[count], null, 0);
    }

    public bool Contains(uint ordinal)
    {
        if (_bits is null)
            return _list.AsSpan(0, Count).BinarySearch(ordinal) >= 0;

        var word = (int)(ordinal >> 6);
        return word < _bits.Length && (_bits[word] >> (int)(ordinal & 63) & 1) != 0;
    }

    /// <summary>Adds an ordinal; true when it is new.</summary>
    public bool Add(uint ordinal)
    {
        if (_bits is not null && WordsFor(ordinal) > _bits.Length)
            MakeRoom(WordsFor(ordinal));

        return _bits is null ? AddToList(ordinal) : AddToBitmap(ordinal);
    }

    /// <summary>Takes an ordinal out; true when it was there. The form is chosen anew, so that the set is as if it had never been there.</summary>
    public bool Remove(uint ordinal)
    {
        if (!Contains(ordinal))
            return false;

        if (_bits is not null)
            TurnIntoList();

        var at = _list.AsSpan(0, Count).BinarySearch(ordinal);
        Array.Copy(_list, at + 1, _list, at, Count - at - 1);
        Count--;
        ChooseForm();
        return true;
    }

    /// <summary>Adds all ordinals of another set.</summary>
    public void Union(OrdinalSet other)
    {
        if (_bits is not null && other._bits is not null)
            UnionBitmap(other._bits);
        else if (_bits is null && other._bits is null)
            UnionList(other._list.AsSpan(0, other.Count));
        else if (other._bits is null)
            AddEach(other._list.AsSpan(0, other.Count));
        else
        {
            var mine = _list.AsSpan(0, Count);
            _bits = [.. other._bits];
            Count = other.Count;
            _list = [];
            AddEach(mine);
        }
    }

    public OrdinalSet Clone() => new(_list[..(_bits is null ? Count : 0)], _bits is null ? null : [.. _bits], Count);

    private static int WordsFor(uint greatest) => (int)(greatest >> 6) + 1;

    /// <summary>Eight bytes a word against four an ordinal.</summary>
    private static bool BitmapIsSmaller(int words, int count) => words * 2L <= count;

    private static int CountBits(ReadOnlySpan<ulong> bits)
    {
        var count = 0;
        foreach (var word in bits)
            count += BitOperations.PopCount(word);

        return count;
    }

    private bool AddToList(uint ordinal)
    {
        var at = Count == 0 || _list[Count - 1] < ordinal ? ~Count : _list.AsSpan(0, Count).BinarySearch(ordinal);
        if (at >= 0)
            return false;

        if (Count == _list.Length)
            Array.Resize(ref _list, Count < 2 ? 2 : Count + (Count >> 1) + 1);

        at = ~at;
        Array.Copy(_list, at, _list, at + 1, Count - at);
        _list[at] = ordinal;
        Count++;
        ChooseForm();
        return true;
    }

    private bool AddToBitmap(uint ordinal)
    {
        ref var word = ref _bits![ordinal >> 6];
        var bit = 1UL << (int)(ordinal & 63);
        if ((word & bit) != 0)
            return false;

        word |= bit;
        Count++;
        return true;
    }

    private void AddEach(ReadOnlySpan<uint> ordinals)
    {
        foreach (var ordinal in ordinals)
            Add(ordinal);
    }

    private void UnionBitmap(ulong[] other)
    {
        if (other.Length > _bits!.Length)
            Array.Resize(ref _bits, other.Length);

        for (var i = 0; i < other.Length; i++)
            _bits[i] |= other[i];

        Count = CountBits(_bits);
    }

    private void UnionList(ReadOnlySpan<uint> other)
    {
        var mine = _list.AsSpan(0, Count);
        var union = new uint[mine.Length + other.Length];
        var length = 0;
        while (!mine.IsEmpty || !other.IsEmpty)
        {
            var takeMine = other.IsEmpty || (!mine.IsEmpty && mine[0] <= other[0]);
            var next = takeMine ? mine[0] : other[0];
            if (!mine.IsEmpty && mine[0] == next)
                mine = mine[1..];

            if (!other.IsEmpty && other[0] == next)
                other = other[1..];

            union[length++] = next;
        }

        _list = union;
        Count = length;
        ChooseForm();
    }

    /// <summary>Makes the bitmap reach to an ordinal beyond it, or gives it up when that would be the larger form.</summary>
    private void MakeRoom(int words)
    {
        if (BitmapIsSmaller(words, Count + 1))
            Array.Resize(ref _bits, words);
        else
            TurnIntoList();
    }

    private void ChooseForm()
    {
        if (Count == 0 || !BitmapIsSmaller(WordsFor(_list[Count - 1]), Count))
            return;

        var list = _list.AsSpan(0, Count);
        _bits = new ulong[WordsFor(list[^1])];
        foreach (var ordinal in list)
            _bits[ordinal >> 6] |= 1UL << (int)(ordinal & 63);

        _list = [];
    }

    private void TurnIntoList()
    {
        var list = new uint[Count + 1];
        var length = 0;
        var runs = Runs;
        while (runs.MoveNext())
        {
            for (var ordinal = runs.First; ordinal <= runs.Last; ordinal++)
                list[length++] = ordinal;
        }

        _list = list;
        _bits = null;
    }
}
