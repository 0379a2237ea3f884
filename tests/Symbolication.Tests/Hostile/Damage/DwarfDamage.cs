using Fleet.Symbolication.Dwarf;

namespace Fleet.Symbolication.Tests.Hostile.Damage;

/// <summary>Debugging information whose parts are each well written and mean what nobody means.</summary>
internal static class DwarfDamage
{
    private static readonly string[] Tables =
    [
        ".debug_line", ".debug_rnglists", ".debug_loclists", ".debug_ranges", ".debug_loc", ".debug_addr", ".debug_str_offsets", ".debug_aranges", ".debug_abbrev", ".debug_types", ".debug_info",
        ".debug_abbrev.dwo", ".debug_info.dwo", ".debug_loclists.dwo", ".debug_rnglists.dwo", ".debug_str_offsets.dwo", ".debug_line.dwo", ".debug_loc.dwo", ".debug_cu_index", ".debug_tu_index",
        ".gnu_debugaltlink", ".gnu_debuglink", ".debug_sup", ".symtab", ".dynsym", ".strtab", ".dynamic", ".note.gnu.build-id",
    ];

    private static readonly string[] Programs = [".debug_line", ".debug_rnglists", ".debug_loclists", ".debug_loc", ".debug_ranges", ".debug_loclists.dwo", ".debug_loc.dwo", ".debug_rnglists.dwo", ".debug_abbrev", ".debug_abbrev.dwo"];

    /// <summary>References that lead to their own entry, to the unit's, to each other, or anywhere: origins, specifications, types, siblings.</summary>
    public static byte[] References(byte[] bytes, DwarfSites sites, Random random)
    {
        // One kind of attribute in a part of the file, or a few of any kind.
        var kind = sites.References[random.Next(sites.References.Count)].Name;
        var all = random.Next(2) == 0;
        var choice = random.Next(5);
        var count = all ? sites.References.Count : random.Next(1, 10);
        for (var i = 0; i < count; i++)
        {
            var site = all ? sites.References[i] : sites.References[random.Next(sites.References.Count)];
            if (all && site.Name != kind)
            {
                continue;
            }

            var dies = sites.Dies[site.Unit];
            var target = choice switch
            {
                0 => site.Die,
                1 => dies[0],
                2 => dies[Math.Max(0, dies.BinarySearch(site.Die) - 1)],
                3 => dies[Math.Min(dies.Count - 1, dies.BinarySearch(site.Die) + 1)],
                _ => dies[random.Next(dies.Count)],
            };
            var value = random.Next(16) == 0 ? HostileNumbers.Next(random, (ulong)target) : (ulong)(site.Form == DwarfForm.ReferenceAddress ? target : target - site.Unit);
            HostileNumbers.Write(bytes, site.At, site.Size, value);
        }

        return bytes;
    }

    /// <summary>Sizes, counts, bounds, offsets into other sections, addresses.</summary>
    public static byte[] Numbers(byte[] bytes, DwarfSites sites, Random random)
    {
        for (var count = random.Next(1, 24); count > 0; count--)
        {
            var site = sites.Numbers[random.Next(sites.Numbers.Count)];
            if (site.Form is DwarfForm.UnsignedData or DwarfForm.SignedData)
            {
                // A number of as many bytes as there are, and with one bit more one without end.
                bytes.AsSpan(site.At, site.Size).Fill(0xff);
                bytes[site.At + site.Size - 1] = (byte)(random.Next(8) == 0 ? 0xff : random.Next(128));
            }
            else
            {
                HostileNumbers.Write(bytes, site.At, Math.Min(site.Size, 8), HostileNumbers.Next(random, HostileNumbers.Read(bytes, site.At, Math.Min(site.Size, 8))));
            }
        }

        return bytes;
    }

    public static byte[] Expressions(byte[] bytes, DwarfSites sites, Random random)
    {
        for (var count = random.Next(1, 16); count > 0; count--)
        {
            var site = sites.Expressions[random.Next(sites.Expressions.Count)];
            var program = HostilePrograms.Expression(random, site.Size);
            program.AsSpan(0, Math.Min(site.Size, program.Length)).CopyTo(bytes.AsSpan(site.At));
        }

        return bytes;
    }

    /// <summary>Forms, names, tags and children of abbreviations: all entries that have them are read otherwise.</summary>
    public static byte[] Abbreviations(byte[] bytes, ElfLayout layout, Random random)
    {
        var name = layout.Sections.ContainsKey(".debug_abbrev") ? ".debug_abbrev" : ".debug_abbrev.dwo";
        if (layout.Sections.TryGetValue(name, out var section))
        {
            for (var count = random.Next(1, 6); count > 0; count--)
            {
                bytes[section.At + random.Next(section.Size)] = (byte)(random.Next(4) == 0 ? random.Next(256) : random.Next(0x30));
            }
        }

        return bytes;
    }

    /// <summary>Numbers in headers of tables, at each width.</summary>
    public static byte[] TableHeaders(byte[] bytes, ElfLayout layout, Random random)
    {
        var present = Tables.Where(layout.Sections.ContainsKey).ToList();
        for (var count = random.Next(1, 4); count > 0 && present.Count > 0; count--)
        {
            var section = layout.Sections[present[random.Next(present.Count)]];
            var size = 1 << random.Next(4);
            var at = section.At + (random.Next(3) == 0 ? random.Next(section.Size) : random.Next(Math.Min(section.Size, 48)));
            HostileNumbers.Write(bytes, at, Math.Min(size, section.At + section.Size - at), HostileNumbers.Next(random, (ulong)section.Size));
        }

        return bytes;
    }

    /// <summary>Programs of lines, lists of ranges and of locations: what they begin with is kept, what follows goes on without end or by the largest steps.</summary>
    public static byte[] TablePrograms(byte[] bytes, ElfLayout layout, Random random)
    {
        var present = Programs.Where(layout.Sections.ContainsKey).ToList();
        if (present.Count > 0)
        {
            var section = layout.Sections[present[random.Next(present.Count)]];
            var at = random.Next(section.Size);
            HostilePrograms.Fill(bytes.AsSpan(section.At + at, random.Next(3) == 0 ? section.Size - at : Math.Min(section.Size - at, 1 << random.Next(3, 9))), random);
        }

        return bytes;
    }
}
