namespace Fleet.Symbolication.Dwarf;

/// <summary>Abbreviations of a unit by code. DWARF 5, 7.5.3.</summary>
internal sealed class AbbreviationTable
{
    private readonly Abbreviation[] _dense;
    private readonly Dictionary<ulong, Abbreviation>? _others;

    private AbbreviationTable(Abbreviation[] dense, Dictionary<ulong, Abbreviation>? others)
    {
        _dense = dense;
        _others = others;
    }

    public Abbreviation? this[ulong code] =>
        code - 1 < (ulong)_dense.Length ? _dense[code - 1] : _others is not null && _others.TryGetValue(code, out var other) ? other : null;

    /// <param name="reader">At its start; behind its end when this returns.</param>
    public static AbbreviationTable Read(ref ByteReader reader, FormSize sizes)
    {
        var dense = new List<Abbreviation>();
        Dictionary<ulong, Abbreviation>? others = null;
        for (var code = reader.Uleb(); code != 0; code = reader.Uleb())
        {
            var abbreviation = ReadOne(ref reader, sizes);
            if (others is null && code == (ulong)dense.Count + 1)
            {
                dense.Add(abbreviation);
            }
            else if (code - 1 >= (ulong)dense.Count)
            {
                (others ??= []).TryAdd(code, abbreviation);
            }

            if (reader.AtEnd)
            {
                break;
            }
        }

        return new AbbreviationTable([.. dense], others);
    }

    /// <summary>Of the first one only, when its code is the one that is asked for; otherwise null.</summary>
    public static AbbreviationTable? ReadFirst(ref ByteReader reader, ulong code, FormSize sizes)
    {
        if (code == 0 || reader.Uleb() != code)
        {
            return null;
        }

        var first = ReadOne(ref reader, sizes);
        return code == 1 ? new AbbreviationTable([first], null) : new AbbreviationTable([], new Dictionary<ulong, Abbreviation> { [code] = first });
    }

    private static Abbreviation ReadOne(ref ByteReader reader, FormSize sizes)
    {
        var tag = reader.Uleb();
        var hasChildren = reader.U8() != 0;
        var attributes = new List<AttributeSpecification>(8);
        while (true)
        {
            var (name, form) = (reader.Uleb(), reader.Uleb());
            if (name == 0 && form == 0)
            {
                break;
            }

            if (attributes.Count == DwarfLimits.MaxAttributes)
            {
                throw reader.Malformed($"an abbreviation of more than {DwarfLimits.MaxAttributes} attributes");
            }

            // Numbers beyond 16 bits are nobody's: as a form they are refused when an entry needs them.
            var known = (DwarfForm)Math.Min(form, ushort.MaxValue);
            attributes.Add(new AttributeSpecification((DwarfAttribute)Math.Min(name, ushort.MaxValue), known, known == DwarfForm.ImplicitConstant ? reader.Sleb() : 0));
        }

        return new Abbreviation((DwarfTag)Math.Min(tag, ushort.MaxValue), hasChildren, [.. attributes], sizes);
    }
}
