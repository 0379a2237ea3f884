namespace Fleet.Symbolication.Store;

/// <summary>Reads one attribute of a unit's first entry, passing over those before it. Forms: DWARF 4, 7.5.4, and the GNU extensions of split DWARF.</summary>
internal static class FirstEntry
{
    private const ulong GnuDwoIdAttribute = 0x2131;

    /// <summary>Entries of a table of abbreviations that are looked through; compilers put that of the unit first.</summary>
    private const int MaxAbbreviations = 100_000;

    /// <summary>Attributes of an abbreviation; those of units have a dozen.</summary>
    private const int MaxAttributes = 200;

    /// <param name="entry">At the unit's first entry.</param>
    /// <param name="table"><c>.debug_abbrev.dwo</c>.</param>
    /// <param name="offset">Of the unit's table there.</param>
    /// <param name="is64">Of the DWARF format, not of the machine.</param>
    public static ulong GnuDwoId(ref ByteReader entry, ReadOnlyMemory<byte> table, ulong offset, bool is64)
    {
        if (offset > (ulong)table.Length)
        {
            throw entry.Malformed($"abbreviations at 0x{offset:x}, the table has 0x{table.Length:x} bytes");
        }

        var code = entry.Uleb();
        var abbreviations = new ByteReader(table.Span, $"{entry.What}, abbreviations", (long)offset);
        for (var i = 0; i < MaxAbbreviations && abbreviations.Uleb() is not 0 and var found; i++)
        {
            abbreviations.Uleb();
            abbreviations.U8();
            for (var k = 0; k < MaxAttributes; k++)
            {
                var (attribute, form) = (abbreviations.Uleb(), abbreviations.Uleb());
                if (attribute == 0 && form == 0)
                {
                    break;
                }

                if (found != code)
                {
                    continue;
                }

                if (attribute == GnuDwoIdAttribute)
                {
                    return entry.U64();
                }

                Skip(ref entry, form, is64);
            }

            if (found == code)
            {
                break;
            }
        }

        throw entry.Malformed("a unit of split DWARF without DW_AT_GNU_dwo_id");
    }

    private static void Skip(ref ByteReader entry, ulong form, bool is64)
    {
        switch (form)
        {
            case 0x0b or 0x0c:
                entry.Skip(1);
                break;
            case 0x05:
                entry.Skip(2);
                break;
            case 0x06:
                entry.Skip(4);
                break;
            case 0x07 or 0x20:
                entry.Skip(8);
                break;
            case 0x08:
                entry.CStringBytes();
                break;
            case 0x0d:
                entry.Sleb();
                break;
            case 0x0f or 0x1f01 or 0x1f02:
                entry.Uleb();
                break;
            case 0x0e or 0x17:
                entry.Word(is64);
                break;
            case 0x19:
                break;
            default:
                throw entry.Malformed($"form 0x{form:x} in the first entry of a split unit, which is not known there");
        }
    }
}
