namespace Fleet.Symbolication.Dwarf;

/// <summary>The units of one section in its order. Headers are read, no entries.</summary>
internal sealed class UnitList
{
    private readonly Unit[] _units;

    private UnitList(Unit[] units) => _units = units;

    public ReadOnlySpan<Unit> Units => _units;

    public IReadOnlyList<Unit> AsList => _units;

    /// <summary>The unit whose entries an offset is among; null when there is none.</summary>
    public Unit? Containing(ulong offset)
    {
        var at = IndexAtOrBefore(offset);
        return at >= 0 && offset < (ulong)_units[at].End && offset >= (ulong)_units[at].FirstDie ? _units[at] : null;
    }

    /// <summary>The unit that begins at an offset.</summary>
    public Unit? At(ulong offset)
    {
        var at = IndexAtOrBefore(offset);
        return at >= 0 && offset == (ulong)_units[at].Offset ? _units[at] : null;
    }

    /// <summary>Goes through the section; what is damaged costs itself, or the rest where the length is what is damaged.</summary>
    public static UnitList Read(DwarfFile file, DwarfSectionKind kind)
    {
        var section = file.Sections[kind];
        var units = new List<Unit>();
        var damaged = 0;
        var reader = section.At(0);
        try
        {
            while (reader.Remaining >= 4)
            {
                var offset = reader.Position;
                var length = UnitHeader.ReadLength(ref reader, out var is64);
                if (length > (ulong)reader.Remaining)
                {
                    throw reader.Malformed($"a unit of 0x{length:x} bytes, 0x{reader.Remaining:x} are left");
                }

                var end = reader.Position + (int)length;
                if (length > 0 && !AddOne(file, section, kind, ref reader, units, (offset, end, is64)) && ++damaged == DwarfLimits.MaxDamagedUnits)
                {
                    throw reader.Malformed($"{damaged} units are damaged; what follows is not read");
                }

                reader.Seek(end);
            }
        }
        catch (MalformedException e)
        {
            file.Damage.Add(e);
        }

        return new UnitList([.. units]);
    }

    private static bool AddOne(DwarfFile file, DwarfSection section, DwarfSectionKind kind, ref ByteReader reader, List<Unit> units, (int Offset, int End, bool Is64) place)
    {
        try
        {
            var header = UnitHeader.Read(ref reader, place.Offset, place.End, place.Is64, kind == DwarfSectionKind.Types);
            units.Add(new Unit(file, section, header, units.Count));
            return true;
        }
        catch (MalformedException e)
        {
            file.Damage.Add(e);
            return false;
        }
    }

    private int IndexAtOrBefore(ulong offset)
    {
        var (low, high) = (0, _units.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if ((ulong)_units[middle].Offset <= offset)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return high;
    }
}
