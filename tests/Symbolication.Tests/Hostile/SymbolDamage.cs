using Fleet.Symbolication.Tests.Hostile.Damage;

namespace Fleet.Symbolication.Tests.Hostile;

/// <summary>Damages symbol files in one or two of the ways that they can be.</summary>
internal static class SymbolDamage
{
    private static readonly (string Name, Func<SeedFile, bool> Applies, Func<byte[], SeedFile, Random, byte[]> Apply)[] Kinds =
    [
        ("random", _ => true, (bytes, _, random) => RandomDamage.Apply(bytes, random)),
        ("ELF headers", _ => true, (bytes, file, random) => ElfDamage.Headers(bytes, file.Layout, random)),
        ("notes", file => file.Layout.Notes.Count > 0, (bytes, file, random) => NoteDamage.Numbers(bytes, file.Layout, random)),
        ("DWARF references", file => file.Sites.References.Count > 0, (bytes, file, random) => DwarfDamage.References(bytes, file.Sites, random)),
        ("DWARF references", file => file.Sites.References.Count > 0, (bytes, file, random) => DwarfDamage.References(bytes, file.Sites, random)),
        ("DWARF numbers", file => file.Sites.Numbers.Count > 0, (bytes, file, random) => DwarfDamage.Numbers(bytes, file.Sites, random)),
        ("expressions", file => file.Sites.Expressions.Count > 0, (bytes, file, random) => DwarfDamage.Expressions(bytes, file.Sites, random)),
        ("abbreviations", file => file.Layout.Sections.ContainsKey(".debug_abbrev") || file.Layout.Sections.ContainsKey(".debug_abbrev.dwo"), (bytes, file, random) => DwarfDamage.Abbreviations(bytes, file.Layout, random)),
        ("table headers", file => file.Layout.Sections.Count > 0, (bytes, file, random) => DwarfDamage.TableHeaders(bytes, file.Layout, random)),
        ("line programs and lists", file => file.Layout.Sections.Count > 0, (bytes, file, random) => DwarfDamage.TablePrograms(bytes, file.Layout, random)),
        ("call frame information", file => CfiDamage.Applies(file.Layout), (bytes, file, random) => CfiDamage.Apply(bytes, file.Layout, random)),
        ("call frame information", file => CfiDamage.Applies(file.Layout), (bytes, file, random) => CfiDamage.Apply(bytes, file.Layout, random)),
        ("forged DWARF", CanForge, Forge),
        ("forged DWARF", CanForge, Forge),
        ("compressed sections", file => PackedDamage.Applies(file.Bytes, file.Layout), (bytes, file, random) => PackedDamage.Sections(bytes, file.Layout, random)),
        ("compressed sections", file => PackedDamage.Applies(file.Bytes, file.Layout), (bytes, file, random) => PackedDamage.Sections(bytes, file.Layout, random)),
    ];

    /// <param name="names">Takes what was done.</param>
    public static byte[] Apply(SeedFile file, Random random, List<string> names)
    {
        var bytes = (byte[])file.Bytes.Clone();
        var possible = Kinds.Where(kind => kind.Applies(file)).ToArray();
        for (var count = random.Next(4) == 0 ? 2 : 1; count > 0; count--)
        {
            var kind = possible[random.Next(possible.Length)];

            // What random damage leaves need not have the seed's length any more, so it comes last.
            bytes = kind.Apply(bytes, file, random);
            names.Add(kind.Name);
            if (bytes.Length < file.Bytes.Length)
            {
                break;
            }
        }

        return bytes;
    }

    private static bool CanForge(SeedFile file) =>
        file.Code.Length > 0 && file.Layout.Sections.ContainsKey(".debug_info") && file.Layout.Sections.ContainsKey(".debug_abbrev") && file.Sites.Numbers.Count > 0;

    private static byte[] Forge(byte[] bytes, SeedFile file, Random random)
    {
        var (abbreviations, info) = DwarfForge.Make(random, file.Code.Start, file.Code.Length, file.Layout.WordSize);
        bytes = ElfDamage.Replace(bytes, file.Layout, ".debug_abbrev", abbreviations);
        bytes = ElfDamage.Replace(bytes, file.Layout, ".debug_info", info);

        // Which unit has which addresses would be the real one's.
        return ElfDamage.Replace(bytes, file.Layout, ".debug_aranges", []);
    }
}
