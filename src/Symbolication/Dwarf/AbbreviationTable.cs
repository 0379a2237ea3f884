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
    public static AbbreviationTable Read(ref ByteReader reader, AbbreviationPool pool)
    {
        var dense = new List<Abbreviation>();
        Dictionary<ulong, Abbreviation>? others = null;
        for (var code = reader.Uleb(); code != 0; code = reader.Uleb())
        {
            var abbreviation = pool.Read(ref reader);
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
    public static AbbreviationTable? ReadFirst(ref ByteReader reader, ulong code, AbbreviationPool pool)
    {
        if (code == 0 || reader.Uleb() != code)
        {
            return null;
        }

        var first = pool.Read(ref reader);
        return code == 1 ? new AbbreviationTable([first], null) : new AbbreviationTable([], new Dictionary<ulong, Abbreviation> { [code] = first });
    }
}
