using Fleet.Domain.Metrics;

namespace Fleet.Domain.Traces.Issues;

/// <summary>
/// What is counted of traces: how many, by day, when the first and the last were captured, and on which devices. Adding and <see cref="Merge"/> may come in any order.
/// </summary>
/// <remarks>Not safe for concurrent use.</remarks>
public sealed partial class IssueCounts
{
    /// <summary>
    /// Days that are kept one by one, three years; traces of older ones are one number. A device that spreads its traces over centuries must not make them longer.
    /// </summary>
    public const int MaxDays = 1_096;

    private const long DayMs = 24L * 3_600_000;

    private readonly SortedDictionary<long, long> _days = [];
    private DeviceSet _devices = new();
    private bool _isSpanned;

    /// <summary>All of them.</summary>
    public long Traces { get; private set; }

    /// <summary>Those of days that are not kept one by one any more.</summary>
    public long Earlier { get; private set; }

    /// <summary>When the first was captured, milliseconds since 1970 UTC; 0 while there is none.</summary>
    public long FirstAtMs { get; private set; }

    public long LastAtMs { get; private set; }

    public DeviceSet Devices => _devices;

    /// <summary>Traces by day, by its number since 1970-01-01 UTC.</summary>
    public IReadOnlyDictionary<long, long> Days => _days;

    public bool IsEmpty => Traces == 0 && _devices.Count == 0;

    public static long DayOf(long atMs) => Math.Max(0, atMs) / DayMs;

    public void Add(long capturedAtMs, int shard, uint ordinal)
    {
        See(capturedAtMs, shard, ordinal);
        Count(DayOf(capturedAtMs), 1);
        Fold();
    }

    /// <summary>A trace that counts already, when its device and time may not.</summary>
    public void See(long capturedAtMs, int shard, uint ordinal)
    {
        _devices.Add(shard, ordinal);
        Span(Math.Max(0, capturedAtMs), Math.Max(0, capturedAtMs));
    }

    /// <summary>A trace counts no longer. Its device stays until <see cref="Leave"/>, its time until <see cref="SetSpan"/>.</summary>
    public void Remove(long capturedAtMs)
    {
        var day = DayOf(capturedAtMs);
        if (_days.TryGetValue(day, out var count))
        {
            Traces--;
            if (count > 1)
            {
                _days[day] = count - 1;
            }
            else
            {
                _days.Remove(day);
            }
        }
        else if (Earlier > 0)
        {
            Traces--;
            Earlier--;
        }

        ForgetSpanIfEmpty();
    }

    /// <summary>A device has none of the traces any longer.</summary>
    public void Leave(int shard, uint ordinal)
    {
        _devices.Remove(shard, ordinal);
        ForgetSpanIfEmpty();
    }

    /// <summary>First and last are others, since one of them was removed.</summary>
    public void SetSpan(long firstAtMs, long lastAtMs) => (FirstAtMs, LastAtMs) = (firstAtMs, lastAtMs);

    /// <summary>Forgets the days from one on, which are to be counted anew. Devices, first and last stay: counting again finds the same.</summary>
    public void ForgetFrom(long day)
    {
        foreach (var one in _days.Keys.Where(d => d >= day).ToList())
        {
            Traces -= _days[one];
            _days.Remove(one);
        }
    }

    public void Merge(IssueCounts other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.IsEmpty)
        {
            return;
        }

        _devices.Merge(other._devices);
        Span(other.FirstAtMs, other.LastAtMs);
        foreach (var (day, count) in other._days)
        {
            Count(day, count);
        }

        Traces += other.Earlier;
        Earlier += other.Earlier;
        Fold();
    }

    private void Count(long day, long count)
    {
        _days[day] = _days.GetValueOrDefault(day) + count;
        Traces += count;
    }

    private void Span(long first, long last)
    {
        (FirstAtMs, LastAtMs) = _isSpanned ? (Math.Min(FirstAtMs, first), Math.Max(LastAtMs, last)) : (first, last);
        _isSpanned = true;
    }

    /// <summary>What comes next is the first.</summary>
    private void ForgetSpanIfEmpty()
    {
        if (IsEmpty)
        {
            (FirstAtMs, LastAtMs, _isSpanned) = (0, 0, false);
        }
    }

    /// <summary>The newest days are kept, whichever came first: an older one that comes later is folded as well.</summary>
    private void Fold()
    {
        while (_days.Count > MaxDays)
        {
            var oldest = _days.First();
            _days.Remove(oldest.Key);
            Earlier += oldest.Value;
        }
    }
}
