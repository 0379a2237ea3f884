namespace Fleet.DeviceAgent.Elf;

/// <summary>Memory from <paramref name="Start"/> up to, and without, <paramref name="End"/>.</summary>
internal readonly record struct AddressRange(ulong Start, ulong End) : IComparable<AddressRange>
{
    public bool IsEmpty => End <= Start;

    public ulong Length => IsEmpty ? 0 : End - Start;

    /// <summary>Cut at the end of the address space.</summary>
    public static AddressRange Of(ulong start, ulong length) => new(start, start + Math.Min(length, ulong.MaxValue - start));

    public bool Contains(ulong address) => Start <= address && address < End;

    public AddressRange Intersect(AddressRange other) => new(Math.Max(Start, other.Start), Math.Min(End, other.End));

    public int CompareTo(AddressRange other) => Start != other.Start ? Start.CompareTo(other.Start) : End.CompareTo(other.End);

    /// <summary>The same memory in ascending ranges that neither overlap nor touch.</summary>
    public static List<AddressRange> Merge(IEnumerable<AddressRange> ranges)
    {
        var sorted = new List<AddressRange>(ranges);
        sorted.Sort();
        var merged = new List<AddressRange>();
        foreach (var range in sorted)
        {
            if (range.IsEmpty)
            {
                continue;
            }

            if (merged.Count > 0 && range.Start <= merged[^1].End)
            {
                merged[^1] = merged[^1] with { End = Math.Max(merged[^1].End, range.End) };
            }
            else
            {
                merged.Add(range);
            }
        }

        return merged;
    }
}
