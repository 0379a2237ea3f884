using System.Diagnostics.CodeAnalysis;
using Fleet.Protocol.Sync;
using MessagePack;

namespace Fleet.Domain.Devices;

/// <summary>
/// A set of numbers from 1 on, kept as intervals: the entry numbers that have been seen of one queue epoch of a device.
/// A device that loses nothing has the one interval 1..n.
/// </summary>
/// <remarks>
/// Always holds: intervals are ascending, disjoint and not adjacent (so a set has one form), and at most
/// <see cref="MaxIntervals"/> many. Not safe for concurrent use; <see cref="Clone"/> before changing what others see.
/// </remarks>
public sealed class IntervalSet : IEquatable<IntervalSet>
{
    /// <summary>
    /// Most intervals of a set. A queue that drops its oldest entries leaves a few gaps; a thousand come from a broken
    /// or hostile device, whose state must not grow without end (16 KiB at this limit).
    /// </summary>
    public const int MaxIntervals = 1024;

    private NumberRange[] _intervals = [];

    /// <summary>How many intervals the set has.</summary>
    public int Count { get; private set; }

    /// <summary>The intervals, ascending. Valid until the set is changed.</summary>
    public ReadOnlySpan<NumberRange> Intervals => _intervals.AsSpan(0, Count);

    /// <summary>Whether a number is in the set.</summary>
    public bool Contains(long number)
    {
        var at = FirstEndingAtOrAfter(number);
        return at < Count && _intervals[at].First <= number;
    }

    /// <summary>Adds a number; true when it is new.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    /// <exception cref="InvalidOperationException">It would make more than <see cref="MaxIntervals"/> intervals; nothing was added.</exception>
    public bool Add(long number)
    {
        if (Contains(number))
            return false;

        AddRange(number, number);
        return true;
    }

    /// <summary>Adds the numbers from <paramref name="first"/> to <paramref name="last"/>, both included.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range starts below 1 or is empty.</exception>
    /// <exception cref="InvalidOperationException">It would make more than <see cref="MaxIntervals"/> intervals; nothing was added.</exception>
    public void AddRange(long first, long last)
    {
        if (!TryAddRange(first, last))
            throw new InvalidOperationException($"Adding {first}..{last} would make more than {MaxIntervals} intervals");
    }

    /// <summary>Makes the set contain a number. False, and nothing changed, when that would make more than <see cref="MaxIntervals"/> intervals.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public bool TryAdd(long number) => TryAddRange(number, number);

    /// <summary>Makes the set contain a range, both ends included. False, and nothing changed, when that would make more than <see cref="MaxIntervals"/> intervals.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range starts below 1 or is empty.</exception>
    public bool TryAddRange(long first, long last)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(first, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(last, first);

        // [from, to) are the intervals that overlap the range or touch it; they and it become one.
        var from = FirstEndingAtOrAfter(first - 1);
        var to = from;
        while (to < Count && _intervals[to].First - 1 <= last)
            to++;

        if (from == to)
            return TryInsert(from, new NumberRange(first, last));

        _intervals[from] = new NumberRange(Math.Min(first, _intervals[from].First), Math.Max(last, _intervals[to - 1].Last));
        Array.Copy(_intervals, to, _intervals, from + 1, Count - to);
        Count -= to - from - 1;
        return true;
    }

    /// <summary>
    /// Adds ranges that are disjoint and not adjacent. Only what they come to together must not have more than
    /// <see cref="MaxIntervals"/> intervals: a full set takes a new interval when another of the ranges closes a gap.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A range starts below 1 or is empty.</exception>
    /// <exception cref="InvalidOperationException">Together they make more than <see cref="MaxIntervals"/> intervals.</exception>
    public void AddRanges(IReadOnlyList<NumberRange> ranges)
    {
        // Those that touch the set never make it longer, so those that found no room are tried again behind them.
        List<NumberRange>? later = null;
        foreach (var range in ranges)
        {
            if (!TryAddRange(range.First, range.Last))
                (later ??= []).Add(range);
        }

        foreach (var range in later ?? [])
            AddRange(range.First, range.Last);
    }

    /// <summary>An independent copy.</summary>
    public IntervalSet Clone() => new() { _intervals = _intervals[..Count], Count = Count };

    /// <summary>The intervals as the wire names them.</summary>
    public NumberRange[] ToRanges() => Intervals.ToArray();

    /// <summary>
    /// Writes a MessagePack array of two numbers an interval: how many numbers lie between it and the previous one,
    /// less the one there must be (at first: how many lie below it, from 1 on), and how many it has after its first.
    /// </summary>
    public void Write(ref MessagePackWriter writer)
    {
        writer.WriteArrayHeader(Count * 2);
        var lowest = 1L;
        foreach (var interval in Intervals)
        {
            writer.Write((ulong)(interval.First - lowest));
            writer.Write((ulong)(interval.Last - interval.First));
            lowest = unchecked(interval.Last + 2);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="MessagePackSerializationException">The bytes are not those of a set; the text says why.</exception>
    /// <exception cref="EndOfStreamException">The bytes are cut off.</exception>
    public static IntervalSet Read(ref MessagePackReader reader)
    {
        var numbers = reader.ReadArrayHeader();
        if (numbers % 2 != 0 || numbers > MaxIntervals * 2)
            throw new MessagePackSerializationException($"An interval set of {numbers} numbers; it takes an even one up to {MaxIntervals * 2}");

        var set = new IntervalSet { _intervals = new NumberRange[numbers / 2], Count = numbers / 2 };
        var room = (ulong)long.MaxValue;
        for (var i = 0; i < set.Count; i++)
        {
            // room: how many numbers are left for this interval and what is skipped before it.
            var skipped = ReadBelow(ref reader, room, i);
            var first = (ulong)long.MaxValue - room + skipped + 1;
            var more = ReadBelow(ref reader, room - skipped, i);
            set._intervals[i] = new NumberRange((long)first, (long)(first + more));
            room -= skipped + more + 1;
            room -= room > 0 ? 1UL : 0;
        }

        return set;
    }

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] IntervalSet? other) => other is not null && Intervals.SequenceEqual(other.Intervals);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => Equals(obj as IntervalSet);

    /// <summary>Of the present content: a set that is a key must not be changed.</summary>
    public override int GetHashCode() => Count == 0 ? 0 : HashCode.Combine(Count, _intervals[0], _intervals[Count - 1]);

    /// <summary>As in <c>1..17 19 23..40</c>.</summary>
    public override string ToString() =>
        string.Join(' ', _intervals.Take(Count).Select(i => i.First == i.Last ? $"{i.First}" : $"{i.First}..{i.Last}"));

    private static ulong ReadBelow(ref MessagePackReader reader, ulong limit, int interval)
    {
        ulong number;
        try
        {
            number = reader.ReadUInt64();
        }
        catch (OverflowException e)
        {
            throw new MessagePackSerializationException($"Interval {interval} of an interval set has a negative number", e);
        }

        return number < limit ? number : throw new MessagePackSerializationException($"Interval {interval} of an interval set ends beyond {long.MaxValue}");
    }

    private bool TryInsert(int at, NumberRange interval)
    {
        if (Count == MaxIntervals)
            return false;

        if (Count == _intervals.Length)
            Array.Resize(ref _intervals, Math.Min(MaxIntervals, Count == 0 ? 1 : Count * 2));

        Array.Copy(_intervals, at, _intervals, at + 1, Count - at);
        _intervals[at] = interval;
        Count++;
        return true;
    }

    private int FirstEndingAtOrAfter(long number)
    {
        // New numbers nearly always extend the last interval.
        if (Count > 0 && _intervals[Count - 1].First <= number)
            return _intervals[Count - 1].Last >= number ? Count - 1 : Count;

        var low = 0;
        var high = Count;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (_intervals[middle].Last < number)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
