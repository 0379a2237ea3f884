namespace Fleet.Symbolication.Cfi;

/// <summary>Where each function's entry is in a table, sorted by the function's start; made by reading the whole table once.</summary>
internal sealed class FrameIndex
{
    /// <summary>Damaged entries that are passed over, and then the rest is given up: each takes the time of an exception. Entries of a common entry that is not known count too.</summary>
    private const int MaxDamaged = 10_000;

    private readonly ulong[] _starts;
    private readonly int[] _offsets;

    private FrameIndex(List<ulong> starts, List<int> offsets, string? problem)
    {
        (_starts, _offsets, Problem) = ([.. starts], [.. offsets], problem);
        Array.Sort(_starts, _offsets);
    }

    public int Count => _starts.Length;

    /// <summary>Why entries were left out, of the first; null when none was.</summary>
    public string? Problem { get; }

    public IEnumerable<int> Offsets => _offsets;

    public static FrameIndex Of(CfiSource source)
    {
        List<ulong> starts = [];
        List<int> offsets = [];
        string? problem = null;
        var damaged = 0;
        for (var offset = 0; source.Bytes.Length - offset >= 4;)
        {
            try
            {
                if (source.Read(offset, out var next) is { Size: > 0 } entry)
                {
                    starts.Add(entry.Start);
                    offsets.Add(offset);
                }

                offset = next;
            }
            catch (MalformedException e)
            {
                problem ??= e.Message;
                if (++damaged == MaxDamaged || !TrySkip(source, ref offset))
                {
                    break;
                }
            }
        }

        return new FrameIndex(starts, offsets, problem);
    }

    /// <summary>Offset of the last entry whose function starts at or before <paramref name="address"/>; null when there is none.</summary>
    public int? Find(ulong address)
    {
        var at = Array.BinarySearch(_starts, address);
        if (at < 0)
        {
            at = ~at - 1;
        }

        return at < 0 ? null : _offsets[at];
    }

    private static bool TrySkip(CfiSource source, ref int offset)
    {
        try
        {
            offset = source.Next(offset);
            return true;
        }
        catch (MalformedException)
        {
            return false;
        }
    }
}
