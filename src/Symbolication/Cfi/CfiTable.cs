using System.Collections.Concurrent;

namespace Fleet.Symbolication.Cfi;

/// <summary>The rows of one table by address, those that were asked for kept. Safe to use from many threads.</summary>
/// <param name="header">Finds entries as the linker sorted them; null when it cannot be relied on.</param>
/// <param name="address">Of the table, for what the header says of places in it.</param>
internal sealed class CfiTable(CfiSource source, EhFrameHeader? header, ulong address)
{
    /// <summary>Of kept rows, some 2 MiB. Crashes repeat; what hostile cores ask for pushes it out.</summary>
    private const int MaxKept = 8192;

    private readonly ConcurrentDictionary<ulong, CfiRow> _rows = new();
    private readonly Lock _lock = new();
    private volatile EhFrameHeader? _header = header;
    private volatile FrameIndex? _index;
    private int _kept;

    public CfiSource Source => source;

    /// <summary>The row at an address; one with a <see cref="CfiRow.Problem"/> when there is none.</summary>
    public CfiRow Find(ulong at)
    {
        if (_rows.TryGetValue(at, out var known))
        {
            return known;
        }

        var row = Make(at);
        if (_rows.TryAdd(at, row) && Interlocked.Increment(ref _kept) > MaxKept)
        {
            _rows.Clear();
            _kept = 0;
        }

        return row;
    }

    /// <summary>The entry that covers an address.</summary>
    /// <exception cref="MalformedException">It is not as it should be.</exception>
    public FrameEntry? FindEntry(ulong at)
    {
        if (_header is { } sorted)
        {
            if (sorted.Find(at) is not { } row)
            {
                return null;
            }

            if (TryRead(row.Entry - address, row.Start, out var entry))
            {
                return entry.Covers(at) ? entry : null;
            }

            _header = null;
        }

        return Index().Find(at) is { } offset && source.Read(offset, out _) is { } found && found.Covers(at) ? found : null;
    }

    /// <summary>Of all entries, made when first asked for.</summary>
    public FrameIndex Index()
    {
        lock (_lock)
        {
            return _index ??= FrameIndex.Of(source);
        }
    }

    private CfiRow Make(ulong at)
    {
        try
        {
            return FindEntry(at) is { } entry ? CfiInterpreter.Row(source, in entry, at) : CfiRow.None;
        }
        catch (MalformedException e)
        {
            return CfiRow.Malformed(e.Message);
        }
    }

    /// <returns>False when the header's row names no entry, or that of another function.</returns>
    private bool TryRead(ulong offset, ulong start, out FrameEntry entry)
    {
        entry = default;
        if (offset >= (ulong)source.Bytes.Length)
        {
            return false;
        }

        try
        {
            entry = source.Read((int)offset, out _) ?? default;
            return entry.Common is not null && entry.Start == start;
        }
        catch (MalformedException)
        {
            return false;
        }
    }
}
