namespace Fleet.Symbolication.Dwarf;

/// <summary>
/// <c>.debug_cu_index</c> or <c>.debug_tu_index</c> of a package: which parts of its sections belong to which unit. Version 5 (DWARF 5, 7.3.5.3) and
/// GNU's version 2 (the "DWARF package file format" of the GCC wiki).
/// </summary>
internal sealed class PackageIndex
{
    // More kinds of sections than either version numbers.
    private const uint MaxSections = 16;

    private readonly Dictionary<ulong, Row> _rows = [];

    public static PackageIndex Empty { get; } = new();

    public IEnumerable<Row> Rows => _rows.Values;

    /// <summary>By a split unit's identity or a type's signature.</summary>
    public Row? Find(ulong signature) => _rows.TryGetValue(signature, out var row) ? row : null;

    public static PackageIndex Read(DwarfSection section)
    {
        var index = new PackageIndex();
        if (section.IsEmpty)
        {
            return index;
        }

        var reader = section.At(0);
        var version = reader.U32() & 0xffff;
        if (version is not (2 or 5))
        {
            throw reader.Malformed($"an index of version {version}; 2 and 5 are known");
        }

        var (sections, units, slots) = (reader.U32(), reader.U32(), reader.U32());
        if (sections is 0 or > MaxSections || units > slots || slots > (uint)section.Length / 12)
        {
            throw reader.Malformed($"an index of {sections} sections, {units} units and {slots} slots in 0x{section.Length:x} bytes");
        }

        var signatures = reader.Take(slots * 8UL);
        var numbers = reader.Take(slots * 4UL);
        var kinds = reader.Take(sections * 4UL);
        var offsets = reader.Take((ulong)units * sections * 4);
        for (var slot = 0; slot < slots; slot++)
        {
            var number = new ByteReader(numbers, section.What, slot * 4L).U32();
            if (number == 0 || number > units)
            {
                continue;
            }

            var signature = new ByteReader(signatures, section.What, slot * 8L).U64();
            index._rows.TryAdd(signature, ReadRow(kinds, offsets[(int)((number - 1) * sections * 4)..], (int)sections, version, section.What));
        }

        return index;
    }

    private static Row ReadRow(ReadOnlySpan<byte> kinds, ReadOnlySpan<byte> offsets, int sections, uint version, string what)
    {
        var kind = new ByteReader(kinds, what);
        var offset = new ByteReader(offsets, what);
        uint? info = null, types = null;
        var parts = default(Contributions);
        for (var i = 0; i < sections; i++)
        {
            var at = offset.U32();
            switch (kind.U32())
            {
                case 1:
                    info = at;
                    break;
                case 2:
                    types = at;
                    break;
                case 3:
                    parts = parts with { Abbreviations = at };
                    break;
                case 4:
                    parts = parts with { Lines = at };
                    break;
                case 5:
                    parts = parts with { Locations = at };
                    break;
                case 6:
                    parts = parts with { StringOffsets = at };
                    break;
                case 8 when version == 5:
                    parts = parts with { RangeLists = at };
                    break;
                default:
                    break;
            }
        }

        return new Row(info, types, parts);
    }

    /// <summary>A unit.</summary>
    /// <param name="Info">Of the unit in <c>.debug_info</c>; null when it is not there.</param>
    /// <param name="Types">The same in <c>.debug_types</c>, of version 2.</param>
    public readonly record struct Row(uint? Info, uint? Types, Contributions Parts);
}
