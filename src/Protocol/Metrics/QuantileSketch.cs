namespace Fleet.Protocol.Metrics;

/// <summary>
/// A mergeable summary of a multiset of numbers that answers any quantile within 1 % of the true order statistic.
/// </summary>
/// <remarks>
/// <para>
/// Counts of logarithmic bins (see <see cref="BinMapping"/>), kept sparsely: two arrays sorted by bin key, so that one
/// value costs about a hundred bytes and a value a thousand times larger no more. Adding and merging are additions of
/// integers: any order and any grouping of the same values give the same bins, and the same bytes. The bins of a
/// sketch are never collapsed.
/// </para>
/// <para>
/// Byte layout, version 1. A varint is unsigned LEB128 in the fewest bytes.
/// <code>
/// ┌─────────┬──────────┬──────────────────────────────────────────────┐
/// │ 01      │ bins: n  │ n × ( skipped : varint, count : varint ≥ 1 ) │
/// │ version │ varint   │ in ascending order of bin key                │
/// └─────────┴──────────┴──────────────────────────────────────────────┘
/// </code>
/// <c>skipped</c> is how many keys lie between the previous bin (at first: key -4147) and this one, so bins out of
/// order have no spelling. Keys run from -4146 (most negative values) over 0 (the zero bin) to 4146.
/// </para>
/// <para>Not safe for concurrent use.</para>
/// </remarks>
public sealed partial class QuantileSketch
{
    private short[] _keys;
    private long[] _counts;

    /// <summary>An empty sketch: the identity of <see cref="Merge"/>.</summary>
    public QuantileSketch()
        : this([], [], 0)
    {
    }

    private QuantileSketch(short[] keys, long[] counts, long count)
    {
        _keys = keys;
        _counts = counts;
        BinCount = keys.Length;
        Count = count;
    }

    /// <summary>How many values the sketch holds.</summary>
    public long Count { get; private set; }

    /// <summary>How many bins are in use: at most 8,293.</summary>
    public int BinCount { get; private set; }

    /// <summary>
    /// Adds a value <paramref name="count"/> times. False, and nothing added, when the value is NaN or beyond
    /// <see cref="MetricLimits.MaxMagnitude"/>, when the count is below 1, or when it would overflow <see cref="Count"/>.
    /// Values nearer to zero than <see cref="MetricLimits.MinMagnitude"/> count as zero.
    /// </summary>
    public bool TryAdd(double value, long count = 1)
    {
        if (!MetricLimits.Accepts(value) || count < 1 || count > long.MaxValue - Count)
            return false;

        var key = BinMapping.KeyOf(value);
        var at = LowerBound(key);
        if (at < BinCount && _keys[at] == key)
            _counts[at] += count;
        else
            Insert(at, key, count);

        Count += count;
        return true;
    }

    /// <summary>Whether a value could be added without a further bin, that is, without more memory.</summary>
    public bool HasBinOf(double value)
    {
        if (!MetricLimits.Accepts(value))
            return false;

        var key = BinMapping.KeyOf(value);
        var at = LowerBound(key);
        return at < BinCount && _keys[at] == key;
    }

    /// <summary>Adds all values of another sketch, which stays as it is.</summary>
    /// <exception cref="OverflowException">Together they hold more than <see cref="long.MaxValue"/> values; nothing was added.</exception>
    public void Merge(QuantileSketch other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Count > long.MaxValue - Count)
            throw new OverflowException($"A sketch of {Count} values cannot take {other.Count} more");

        MergeBins(other._keys.AsSpan(0, other.BinCount), other._counts.AsSpan(0, other.BinCount), other.Count);
    }

    /// <summary>
    /// The value of rank <c>⌊q (Count - 1)⌋</c> in ascending order (the product taken in double precision), within a
    /// relative error of 1 %; a value that counts as zero is answered by 0. NaN for an empty sketch.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="q"/> is not within 0..1.</exception>
    public double Quantile(double q)
    {
        if (!(q is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(q), q, "A quantile is asked for by a fraction from 0 to 1");

        if (Count == 0)
            return double.NaN;

        var rank = Math.Min((long)Math.Floor(q * (Count - 1)), Count - 1);
        var bin = 0;
        for (var before = _counts[0]; before <= rank; before += _counts[bin])
            bin++;

        return BinMapping.ValueOf(_keys[bin]);
    }

    /// <summary>Bins by ascending value: the value that stands for all of the bin, within 1 % of each, and how many they are.</summary>
    public IEnumerable<(double Value, long Count)> Bins()
    {
        for (var bin = 0; bin < BinCount; bin++)
            yield return (BinMapping.ValueOf(_keys[bin]), _counts[bin]);
    }

    /// <summary>An independent copy, with no spare capacity.</summary>
    public QuantileSketch Clone() => new(_keys[..BinCount], _counts[..BinCount], Count);

    private void MergeBins(ReadOnlySpan<short> keys, ReadOnlySpan<long> counts, long count)
    {
        var union = BinCount + CountAbsent(keys);
        if (union > _keys.Length)
            Resize(union);

        // From the back, so that bins move up into free room and never over one that is still to be read.
        var mine = BinCount - 1;
        var theirs = keys.Length - 1;
        for (var to = union - 1; theirs >= 0; to--)
        {
            var order = mine < 0 ? -1 : _keys[mine] - keys[theirs];
            var key = order > 0 ? _keys[mine] : keys[theirs];
            var sum = (order >= 0 ? _counts[mine] : 0) + (order <= 0 ? counts[theirs] : 0);
            if (order >= 0)
                mine--;

            if (order <= 0)
                theirs--;

            _keys[to] = key;
            _counts[to] = sum;
        }

        BinCount = union;
        Count += count;
    }

    private int CountAbsent(ReadOnlySpan<short> keys)
    {
        var absent = 0;
        var mine = 0;
        foreach (var key in keys)
        {
            while (mine < BinCount && _keys[mine] < key)
                mine++;

            if (mine == BinCount || _keys[mine] != key)
                absent++;
        }

        return absent;
    }

    /// <summary>Index of the first bin whose key is not below <paramref name="key"/>.</summary>
    private int LowerBound(short key)
    {
        // Without a branch that depends on the data: on random values each would be mispredicted half of the time.
        ReadOnlySpan<short> keys = _keys.AsSpan(0, BinCount);
        var low = 0;
        var length = keys.Length;
        while (length > 0)
        {
            var half = (length + 1) >> 1;
            low += half & ((keys[low + half - 1] - key) >> 31);
            length -= half;
        }

        return low;
    }

    private void Insert(int at, short key, long count)
    {
        if (BinCount == _keys.Length)
            Resize(BinCount < 2 ? 2 : BinCount + (BinCount >> 1) + 1);

        Array.Copy(_keys, at, _keys, at + 1, BinCount - at);
        Array.Copy(_counts, at, _counts, at + 1, BinCount - at);
        _keys[at] = key;
        _counts[at] = count;
        BinCount++;
    }

    private void Resize(int capacity)
    {
        Array.Resize(ref _keys, capacity);
        Array.Resize(ref _counts, capacity);
    }
}
