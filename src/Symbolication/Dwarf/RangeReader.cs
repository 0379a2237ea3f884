namespace Fleet.Symbolication.Dwarf;

/// <summary>
/// Where an entry's code is: <c>DW_AT_low_pc</c> with <c>DW_AT_high_pc</c>, or a list in <c>.debug_ranges</c> (DWARF 4, 2.17.3) or
/// <c>.debug_rnglists</c> (DWARF 5, 2.17.3 and 7.25). Empty and inverted ranges are left out.
/// </summary>
internal static class RangeReader
{
    /// <summary>Of an entry that has both attributes, the list counts.</summary>
    /// <param name="into">What is found is added to it.</param>
    /// <param name="left">Entries of lists that may still be read: many entries of a unit that name one long list would take long.</param>
    public static void Read(Unit unit, in DieAttribute low, in DieAttribute high, in DieAttribute ranges, List<AddressRange> into, ref int left)
    {
        if (ranges.Exists)
        {
            ReadList(unit, ranges, into, ref left);
            return;
        }

        if (!low.Exists || !high.Exists || unit.Address(low) is not { } start)
        {
            return;
        }

        var end = high.IsConstant ? unchecked(start + high.Value) : unit.Address(high) ?? start;
        Add(into, start, end);
    }

    private static void ReadList(Unit unit, in DieAttribute ranges, List<AddressRange> into, ref int left)
    {
        if (unit.Version >= 5)
        {
            ReadModern(unit, ranges, into, ref left);
            return;
        }

        // The lists of a split unit of version 4 are in the program, behind the base that its skeleton has.
        var owner = unit.Skeleton ?? unit;
        var offset = ranges.Value + (unit.Skeleton is { } skeleton ? skeleton.Root.GnuRangesBase : 0);
        var section = owner.File.Sections[DwarfSectionKind.Ranges];
        var reader = section.At(offset);
        var size = unit.AddressSize;
        var last = size == 8 ? ulong.MaxValue : uint.MaxValue;
        var baseAddress = BaseOf(owner);
        while (true)
        {
            Count(reader, ref left);
            var (start, end) = (reader.Unsigned(size), reader.Unsigned(size));
            if (start == 0 && end == 0)
            {
                return;
            }

            if (start == last)
            {
                baseAddress = end;
                continue;
            }

            Add(into, unchecked(baseAddress + start), unchecked(baseAddress + end));
        }
    }

    private static void ReadModern(Unit unit, in DieAttribute ranges, List<AddressRange> into, ref int left)
    {
        var section = unit.File.Sections[DwarfSectionKind.RangeLists];
        var reader = section.At(OffsetOf(unit, ranges, section));
        var baseAddress = BaseOf(unit.Skeleton ?? unit);
        var size = unit.AddressSize;
        while (true)
        {
            Count(reader, ref left);
            var kind = reader.U8();
            switch (kind)
            {
                case 0:
                    return;
                case 1:
                    baseAddress = unit.AddressAt(reader.Uleb()) ?? 0;
                    break;
                case 2:
                    var (first, behind) = (unit.AddressAt(reader.Uleb()), unit.AddressAt(reader.Uleb()));
                    Add(into, first ?? 0, behind ?? 0);
                    break;
                case 3:
                    var indexed = unit.AddressAt(reader.Uleb());
                    var length = reader.Uleb();
                    Add(into, indexed ?? 0, indexed is null ? 0 : unchecked(indexed.Value + length));
                    break;
                case 4:
                    var (from, to) = (reader.Uleb(), reader.Uleb());
                    Add(into, unchecked(baseAddress + from), unchecked(baseAddress + to));
                    break;
                case 5:
                    baseAddress = reader.Unsigned(size);
                    break;
                case 6:
                    var (start, end) = (reader.Unsigned(size), reader.Unsigned(size));
                    Add(into, start, end);
                    break;
                case 7:
                    var startAt = reader.Unsigned(size);
                    Add(into, startAt, unchecked(startAt + reader.Uleb()));
                    break;
                default:
                    throw reader.Malformed($"a range list entry of kind {kind}");
            }
        }
    }

    private static ulong OffsetOf(Unit unit, in DieAttribute ranges, DwarfSection section)
    {
        if (ranges.Form != DwarfForm.RangeListIndex)
        {
            return ranges.Value + unit.Contributions.RangeLists;
        }

        var size = unit.Is64 ? 8 : 4;
        var start = unit.Root.RangeListsBase ?? unit.Contributions.RangeLists + (unit.Is64 ? 20u : 12u);
        var reader = section.At(start);
        reader.Skip(Math.Min(ranges.Value, int.MaxValue) * (ulong)size);
        return start + reader.Unsigned(size);
    }

    private static ulong BaseOf(Unit unit) => unit.Address(unit.Root.LowPc) ?? 0;

    private static void Add(List<AddressRange> into, ulong start, ulong end)
    {
        if (start < end)
        {
            into.Add(new AddressRange(start, end));
        }
    }

    private static void Count(in ByteReader reader, ref int left)
    {
        if (--left < 0)
        {
            throw reader.Malformed("the lists of ranges of one unit are longer than their section");
        }
    }
}
