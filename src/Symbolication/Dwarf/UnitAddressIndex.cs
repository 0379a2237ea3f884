namespace Fleet.Symbolication.Dwarf;

/// <summary>
/// Which unit an address belongs to: from <c>.debug_aranges</c> (DWARF 5, 6.1.2) for the units that it has, from what their own entries say for the
/// others. Units that do neither are looked into only for an address that no other unit has.
/// </summary>
internal sealed class UnitAddressIndex
{
    private readonly DwarfFile _file;
    private readonly RangeMap _map;
    private readonly int[] _silent;
    private readonly Lazy<RangeMap> _silentMap;

    private UnitAddressIndex(DwarfFile file, RangeMap map, int[] silent)
    {
        _file = file;
        _map = map;
        _silent = silent;
        _silentMap = new Lazy<RangeMap>(LookInto);
    }

    /// <summary>Units by address, as far as they say where they have code.</summary>
    public RangeMap Map => _map;

    /// <summary>Units that do not say it, by their places among the units.</summary>
    public ReadOnlySpan<int> Silent => _silent;

    public static UnitAddressIndex Of(DwarfFile file)
    {
        var units = file.UnitSpan;
        if (file.Derived?.Addresses(units.Length) is { } made)
        {
            return new UnitAddressIndex(file, made.Map, made.Silent);
        }

        var ranges = new List<RangeMap.Range>();
        var known = new bool[units.Length];
        ReadTable(file, units, ranges, known);
        var silent = new List<int>();
        var found = new List<AddressRange>();
        var left = (int)Math.Min(int.MaxValue, (long)file.Sections[DwarfSectionKind.Ranges].Length + file.Sections[DwarfSectionKind.RangeLists].Length + units.Length);
        var before = file.Damage.Count;
        for (var i = 0; i < units.Length && file.Damage.Count - before < DwarfLimits.MaxDamagedUnits; i++)
        {
            if (known[i] || units[i].Kind is UnitKind.Type or UnitKind.SplitType)
            {
                continue;
            }

            var root = units[i].Root;
            if (root.HasCode)
            {
                found.Clear();
                ReadOwn(units[i], root, found, ref left);
                foreach (var range in found)
                {
                    Add(file.Code, ranges, range, i);
                }
            }

            // A unit that gives an address to which others are relative, or nothing, may still have functions.
            if ((!root.HasCode || found.Count == 0) && root.Tag is DwarfTag.CompileUnit or DwarfTag.SkeletonUnit)
            {
                silent.Add(i);
            }
        }

        return new UnitAddressIndex(file, RangeMap.Of(ranges), [.. silent]);
    }

    public Unit? Find(ulong address)
    {
        var unit = _map.Find(address);
        if (unit == RangeMap.None && _silent.Length > 0 && _file.Code.Contains(address))
        {
            unit = _silentMap.Value.Find(address);
        }

        return unit == RangeMap.None ? null : _file.UnitSpan[unit];
    }

    private static void ReadOwn(Unit unit, UnitRoot root, List<AddressRange> found, ref int left)
    {
        try
        {
            RangeReader.Read(unit, root.LowPc, root.HighPc, root.Ranges, found, ref left);
        }
        catch (MalformedException e)
        {
            unit.File.Damage.Add(e);
        }
    }

    private static void ReadTable(DwarfFile file, ReadOnlySpan<Unit> units, List<RangeMap.Range> ranges, bool[] known)
    {
        try
        {
            var reader = file.Sections[DwarfSectionKind.AddressRanges].At(0);
            while (reader.Remaining >= 4)
            {
                var start = reader.Position;
                var length = UnitHeader.ReadLength(ref reader, out var is64);
                var lengthSize = reader.Position - start;
                var set = new ByteReader(reader.Take(length), reader.What);
                ReadSet(ref set, lengthSize, is64, file, units, ranges, known);
            }
        }
        catch (MalformedException e)
        {
            file.Damage.Add(e);
        }
    }

    /// <param name="lengthSize">Bytes of the set's length, which its alignment counts from.</param>
    private static void ReadSet(ref ByteReader set, int lengthSize, bool is64, DwarfFile file, ReadOnlySpan<Unit> units, List<RangeMap.Range> ranges, bool[] known)
    {
        if (set.AtEnd)
        {
            return;
        }

        var version = set.U16();
        var index = IndexOf(units, set.Word(is64));
        int size = set.U8();
        set.Skip(1);
        if (version != 2 || index < 0 || size is not (4 or 8))
        {
            return;
        }

        var tuple = 2 * size;
        var header = lengthSize + set.Position;
        set.Skip((ulong)Math.Min(set.Remaining, (tuple - (header % tuple)) % tuple));
        while (set.Remaining >= tuple)
        {
            var (start, length) = (set.Unsigned(size), set.Unsigned(size));
            known[index] |= Add(file.Code, ranges, new AddressRange(start, unchecked(start + length)), index);
        }
    }

    private static int IndexOf(ReadOnlySpan<Unit> units, ulong offset)
    {
        var (low, high) = (0, units.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if ((ulong)units[middle].Offset == offset)
            {
                return middle;
            }

            (low, high) = (ulong)units[middle].Offset < offset ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    private static bool Add(CodeRanges code, List<RangeMap.Range> ranges, AddressRange range, int unit)
    {
        if (range.Start >= range.End || code.Clip(range) is not { } inCode)
        {
            return false;
        }

        ranges.Add(new RangeMap.Range(inCode.Start, inCode.End, unit));
        return true;
    }

    private RangeMap LookInto()
    {
        var ranges = new List<RangeMap.Range>();
        foreach (var index in _silent)
        {
            _file.Full(_file.UnitSpan[index]).Code.Functions.AddTo(ranges, index);
        }

        return RangeMap.Of(ranges);
    }
}
