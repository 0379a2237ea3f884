using System.Collections.Concurrent;

namespace Fleet.Symbolication.Dwarf;

/// <summary>The tables of a file's units, each read once. Safe for many threads.</summary>
internal sealed class AbbreviationTables(DwarfSections sections)
{
    private readonly ConcurrentDictionary<(ulong Offset, FormSize Sizes), Lazy<AbbreviationTable>> _tables = new();
    private readonly ConcurrentDictionary<FormSize, AbbreviationPool> _pools = new();
    private long _read;

    /// <exception cref="MalformedException">It is damaged, or tables overlap more than any compiler would let them.</exception>
    public AbbreviationTable At(ulong offset, FormSize sizes) =>
        _tables.GetOrAdd((offset, sizes), static (key, tables) => new Lazy<AbbreviationTable>(() => tables.Read(key.Offset, key.Sizes)), this).Value;

    /// <summary>A table with one abbreviation, without reading the others, where it comes first, as that of a unit's own entry does.</summary>
    public AbbreviationTable For(ulong code, ulong offset, FormSize sizes)
    {
        var reader = sections[DwarfSectionKind.Abbreviations].At(offset);
        return AbbreviationTable.ReadFirst(ref reader, code, PoolFor(sizes)) ?? At(offset, sizes);
    }

    private AbbreviationTable Read(ulong offset, FormSize sizes)
    {
        var section = sections[DwarfSectionKind.Abbreviations];
        var reader = section.At(offset);
        if (Interlocked.Read(ref _read) > (long)section.Length * DwarfLimits.MaxAbbreviationPasses)
        {
            throw reader.Malformed("the tables of abbreviations overlap");
        }

        var start = reader.Position;
        try
        {
            return AbbreviationTable.Read(ref reader, PoolFor(sizes));
        }
        finally
        {
            Interlocked.Add(ref _read, reader.Position - start);
        }
    }

    private AbbreviationPool PoolFor(FormSize sizes) => _pools.GetOrAdd(sizes, static key => new AbbreviationPool(key));
}
