using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Elf;

namespace Fleet.Symbolication.Tests.Hostile.Damage;

/// <summary>Where each attribute of a file's debugging information is written, so that one of them can be made to say something else. Empty when its sections are compressed.</summary>
internal sealed class DwarfSites
{
    private const int MaxSites = 200_000;

    private DwarfSites()
    {
    }

    public List<AttributeSite> References { get; } = [];

    public List<AttributeSite> Numbers { get; } = [];

    public List<AttributeSite> Expressions { get; } = [];

    /// <summary>Of entries, by unit.</summary>
    public Dictionary<int, List<int>> Dies { get; } = [];

    public static DwarfSites Of(byte[] bytes, ElfLayout layout)
    {
        var sites = new DwarfSites();
        var elf = ElfFile.Open(ByteSource.Of(bytes), "seed");
        var isSplit = !layout.Sections.ContainsKey(".debug_info");
        if (!layout.Sections.TryGetValue(isSplit ? ".debug_info.dwo" : ".debug_info", out var info) || elf.Section(isSplit ? ".debug_info.dwo" : ".debug_info")!.Value.IsCompressed)
        {
            return sites;
        }

        var file = isSplit ? DwarfFile.OpenSplit(elf, new DamageLog()) : DwarfFile.Open(elf, NoCompanions.Instance);
        foreach (var unit in file.UnitSpan)
        {
            sites.Add(unit, info.At);
        }

        return sites;
    }

    private void Add(Unit unit, int section)
    {
        var dies = Dies[unit.Offset] = [];
        var reader = new DieReader(unit, unit.FirstDie);
        while (References.Count + Numbers.Count < MaxSites && reader.Next())
        {
            if (reader.IsEnd)
            {
                continue;
            }

            dies.Add(reader.Offset);
            for (var start = reader.Position; reader.NextAttribute(out var attribute); start = reader.Position)
            {
                var at = attribute.IsBlock ? attribute.Position : start;
                var site = new AttributeSite(section + at, reader.Position - at, attribute.Name, attribute.Form, reader.Offset, unit.Offset);
                if (site.Size > 0)
                {
                    (attribute.IsBlock ? Expressions : IsReference(attribute.Form) ? References : Numbers).Add(site);
                }
            }
        }
    }

    private static bool IsReference(DwarfForm form) => form is DwarfForm.Reference1 or DwarfForm.Reference2 or DwarfForm.Reference4 or DwarfForm.Reference8 or DwarfForm.ReferenceUnsigned
        or DwarfForm.ReferenceAddress or DwarfForm.ReferenceSignature or DwarfForm.ReferenceSupplementary4 or DwarfForm.ReferenceSupplementary8 or DwarfForm.GnuReferenceAlternate;
}
