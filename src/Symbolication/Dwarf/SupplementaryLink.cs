using Fleet.Symbolication.Elf;

namespace Fleet.Symbolication.Dwarf;

/// <summary>Which file dwz moved shared parts to: <c>.gnu_debugaltlink</c>, or <c>.debug_sup</c>, which DWARF 5 (7.3.6) has for it.</summary>
internal static class SupplementaryLink
{
    private const string Standard = ".debug_sup";

    /// <summary>Null when nothing was moved.</summary>
    /// <exception cref="MalformedException">The section is damaged.</exception>
    public static DebugAltLink? Of(ElfFile elf)
    {
        if (elf.DebugAltLink is { } link)
        {
            return link;
        }

        var content = elf.Content(Standard);
        if (content.IsEmpty)
        {
            return null;
        }

        var reader = new ByteReader(content.Span, $"{elf.What}, section {Standard}");
        reader.Skip(2);
        var isSupplementary = reader.U8() != 0;
        return isSupplementary ? null : new DebugAltLink(reader.CString(), Convert.ToHexStringLower(reader.Take(reader.Uleb())));
    }
}
