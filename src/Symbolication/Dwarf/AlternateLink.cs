using Fleet.Symbolication.Elf;

namespace Fleet.Symbolication.Dwarf;

/// <summary>Which file dwz moved shared parts to: <c>.gnu_debugaltlink</c>, or <c>.debug_sup</c> of DWARF 5 (7.3.6).</summary>
/// <param name="Path">As it is written.</param>
/// <param name="BuildId">Lower-case hexadecimal.</param>
public readonly record struct AlternateLink(string Path, string BuildId)
{
    /// <summary>Null when nothing was moved.</summary>
    /// <exception cref="MalformedException">The section is damaged.</exception>
    public static AlternateLink? Of(ElfFile elf)
    {
        var gnu = elf.Content(".gnu_debugaltlink");
        if (!gnu.IsEmpty)
        {
            var reader = new ByteReader(gnu.Span, $"{elf.What}, .gnu_debugaltlink");
            return new AlternateLink(reader.CString(), Convert.ToHexStringLower(reader.Take((ulong)reader.Remaining)));
        }

        var standard = elf.Content(".debug_sup");
        if (standard.IsEmpty)
        {
            return null;
        }

        var supplementary = new ByteReader(standard.Span, $"{elf.What}, .debug_sup");
        supplementary.Skip(2);
        if (supplementary.U8() != 0)
        {
            return null;
        }

        var path = supplementary.CString();
        return new AlternateLink(path, Convert.ToHexStringLower(supplementary.Take(supplementary.Uleb())));
    }
}
