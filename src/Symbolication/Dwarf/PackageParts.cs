using Fleet.Symbolication.Elf;

namespace Fleet.Symbolication.Dwarf;

/// <summary>Tells the units of a package which parts of its sections are theirs.</summary>
internal static class PackageParts
{
    public static UnitList Assign(ElfFile elf, DwarfFile file, UnitList units, bool isTypes)
    {
        if (!file.IsSplit)
        {
            return units;
        }

        foreach (var name in (string[])[".debug_cu_index", ".debug_tu_index"])
        {
            try
            {
                var index = PackageIndex.Read(new DwarfSection(elf.Content(name), $"{elf.What}, {name}"));
                foreach (var row in index.Rows)
                {
                    if ((isTypes ? row.Types : row.Info) is { } offset)
                    {
                        units.At(offset)?.BelongTo(row.Parts);
                    }
                }
            }
            catch (MalformedException e)
            {
                file.Damage.Add(e);
            }
        }

        return units;
    }
}
