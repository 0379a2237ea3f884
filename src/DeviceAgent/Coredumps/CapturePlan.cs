using Fleet.DeviceAgent.Elf;
using Fleet.Protocol.Coredumps;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>
/// Which memory a core keeps. A segment of which parts are kept becomes one program header for each part, reaching in memory up to the next, so that
/// all headers together still describe the whole process.
/// </summary>
internal sealed class CapturePlan
{
    /// <summary>Less than <see cref="ElfHeader.ManyHeaders"/>, which would need a section header, by the one of the notes.</summary>
    private const int MaxPieces = ElfHeader.ManyHeaders - 2;

    /// <summary>
    /// What a core of stacks may come to: two thousand threads with 32 KiB and their headers are an eighth. Segments that overlap could ask for any amount.
    /// </summary>
    private const ulong MaxThreadBytes = 512UL * 1024 * 1024;

    private CapturePlan(List<Piece> pieces, bool isCut)
    {
        Pieces = pieces;
        IsCut = isCut;
    }

    public IReadOnlyList<Piece> Pieces { get; }

    /// <summary>Whether a bound of this plan left out what the strategy asks for.</summary>
    public bool IsCut { get; }

    /// <summary>What is kept of the memory.</summary>
    /// <param name="segments">Of the core.</param>
    /// <param name="wanted">Memory to keep where there is any.</param>
    /// <param name="streamAt">Up to where the core has been read: only what follows in it can be kept. Null when all memory can be read.</param>
    public static CapturePlan Of(IReadOnlyList<ProgramHeader> segments, IEnumerable<AddressRange> wanted, ulong? streamAt) =>
        Build(segments, AddressRange.Merge(wanted), streamAt, MaxThreadBytes);

    /// <summary>All that follows in the core.</summary>
    public static CapturePlan Full(IReadOnlyList<ProgramHeader> segments, ulong streamAt) => Build(segments, null, streamAt, ulong.MaxValue);

    /// <summary>What a thread's stack is unwound from: from its top to <paramref name="stackBytes"/> below it.</summary>
    public static AddressRange StackOf(ThreadState thread, IReadOnlyList<ProgramHeader> segments, ulong redZone, ulong stackBytes)
    {
        // Who has overflown its stack points below it: into the guard page, or past it.
        const ulong overflow = 1024 * 1024;
        var top = thread.Sp;
        var next = ulong.MaxValue;
        foreach (var segment in segments)
        {
            if (segment.FileSize > 0)
            {
                next = segment.Memory.Contains(top) ? top : segment.Address > top ? Math.Min(next, segment.Address) : next;
            }

            if (next == top)
            {
                break;
            }
        }

        if (next - top <= overflow)
        {
            top = next;
        }

        return new AddressRange(top - Math.Min(redZone, top), AddressRange.Of(top, stackBytes).End);
    }

    private static CapturePlan Build(IReadOnlyList<ProgramHeader> segments, List<AddressRange>? wanted, ulong? streamAt, ulong most)
    {
        var pieces = new List<Piece>();
        var inStream = streamAt is { } position ? InOrder(segments, position) : null;
        var isCut = false;
        ulong total = 0;
        for (var i = 0; i < segments.Count; i++)
        {
            var segment = segments[i];
            var available = inStream is null ? segment.Memory : inStream.Contains(i) ? segment.InFile : default;
            isCut |= inStream is not null && segment.FileSize > 0 && available.IsEmpty;
            var kept = wanted is null ? [available] : Overlaps(wanted, available);
            kept.RemoveAll(range => range.IsEmpty);
            while (kept.Count > 0 && (pieces.Count + kept.Count >= MaxPieces || Total(kept) > most - total))
            {
                kept.RemoveAt(kept.Count - 1);
                isCut = true;
            }

            total += Total(kept);
            if (pieces.Count + kept.Count < MaxPieces)
            {
                Add(segment, kept, pieces);
            }
        }

        return new CapturePlan(pieces, isCut);
    }

    private static void Add(ProgramHeader segment, List<AddressRange> kept, List<Piece> pieces)
    {
        var memory = segment.Memory;
        if (kept.Count == 0 || kept[0].Start > memory.Start)
        {
            pieces.Add(new Piece(segment.Flags, memory with { End = kept.Count == 0 ? memory.End : kept[0].Start }, 0, segment.Offset));
        }

        for (var i = 0; i < kept.Count; i++)
        {
            var end = i + 1 < kept.Count ? kept[i + 1].Start : memory.End;
            pieces.Add(new Piece(segment.Flags, kept[i] with { End = end }, kept[i].Length, segment.Offset + (kept[i].Start - segment.Address)));
        }
    }

    /// <summary>Segments whose content comes behind that of all before them; a stream cannot be turned back for the others.</summary>
    private static HashSet<int> InOrder(IReadOnlyList<ProgramHeader> segments, ulong position)
    {
        var found = new HashSet<int>();
        for (var i = 0; i < segments.Count; i++)
        {
            var content = AddressRange.Of(segments[i].Offset, segments[i].FileSize);
            if (!content.IsEmpty && content.Start >= position && content.Length == segments[i].FileSize && segments[i].InFile.Length == segments[i].FileSize)
            {
                found.Add(i);
                position = content.End;
            }
        }

        return found;
    }

    private static List<AddressRange> Overlaps(List<AddressRange> merged, AddressRange memory)
    {
        var overlaps = new List<AddressRange>();
        var first = merged.BinarySearch(new AddressRange(memory.Start, 0));
        for (var i = Math.Max(0, (first < 0 ? ~first : first) - 1); i < merged.Count && merged[i].Start < memory.End; i++)
        {
            overlaps.Add(merged[i].Intersect(memory));
        }

        return overlaps;
    }

    private static ulong Total(List<AddressRange> ranges) => ranges.Aggregate(0UL, (sum, range) => sum + Math.Min(range.Length, ulong.MaxValue - sum));
}
