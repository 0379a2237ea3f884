using Fleet.Symbolication.Elf;

namespace Fleet.Symbolication.Dwarf;

/// <summary>
/// Where a file has instructions. Debugging information of code that the linker left out says 0, 1, -1 or -2 for its addresses, or whatever the linker
/// took; what begins nowhere in the code is passed over.
/// </summary>
internal sealed class CodeRanges
{
    private const ulong Executable = 4;
    private const ulong Allocated = 2;

    /// <summary>Between sections of code; alignment is 4 KiB at most.</summary>
    private const ulong MaxPadding = 4096;

    private readonly AddressRange[] _ranges;

    private CodeRanges(AddressRange[] ranges) => _ranges = ranges;

    /// <summary>From the sections, which debug files have too; from the segments where there are none.</summary>
    public static CodeRanges Of(ElfFile elf)
    {
        var found = new List<AddressRange>();
        foreach (var section in elf.Sections)
        {
            if ((section.Flags & (Executable | Allocated)) == (Executable | Allocated))
            {
                Add(found, section.Address, section.Size);
            }
        }

        if (found.Count == 0)
        {
            foreach (var segment in elf.Segments)
            {
                if (segment.Type == ElfSegment.Load && segment.IsExecutable)
                {
                    Add(found, segment.Address, segment.MemorySize);
                }
            }
        }

        found.Sort((a, b) => a.Start.CompareTo(b.Start));
        return new CodeRanges([.. found]);
    }

    /// <summary>A range that begins in code, its end no further than the code's; otherwise null.</summary>
    public AddressRange? Clip(AddressRange range)
    {
        var at = IndexOf(range.Start);
        if (at < 0)
        {
            return null;
        }

        // Adjacent sections of code count as one.
        var end = _ranges[at].End;
        while (end < range.End && at + 1 < _ranges.Length && _ranges[at + 1].Start <= end + MaxPadding)
        {
            end = Math.Max(end, _ranges[++at].End);
        }

        return new AddressRange(range.Start, Math.Min(range.End, end));
    }

    public bool Contains(ulong address) => IndexOf(address) >= 0;

    private static void Add(List<AddressRange> into, ulong start, ulong size)
    {
        if (size > 0 && start <= ulong.MaxValue - size)
        {
            into.Add(new AddressRange(start, start + size));
        }
    }

    private int IndexOf(ulong address)
    {
        var (low, high) = (0, _ranges.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (_ranges[middle].Start <= address)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return high >= 0 && address < _ranges[high].End ? high : -1;
    }
}
