namespace Fleet.Symbolication.Elf;

/// <summary>What an ELF file can be used for. A crash takes code and call frame information, which are in the executable, and DWARF, which may be in another file.</summary>
/// <param name="BuildId">Lower-case hexadecimal; empty when there is none: such a file cannot be found for a crash.</param>
/// <param name="HasCode">Executable segments with their bytes: a program or library.</param>
/// <param name="IsDebugOnly">Executable sections without bytes: made by <c>objcopy --only-keep-debug</c>, also Yocto's <c>-dbg</c> and Debian's <c>-dbgsym</c>.</param>
/// <param name="HasUnwindTables"><c>.eh_frame</c>, <c>.ARM.exidx</c> or <c>.debug_frame</c> with bytes.</param>
/// <param name="HasDwarf"><c>.debug_info</c>, also compressed.</param>
/// <param name="HasSymbols"><c>.symtab</c>, or its small form <c>.gnu_debugdata</c>; what the dynamic linker needs is not meant.</param>
public sealed record ElfContents(string BuildId, bool HasCode, bool IsDebugOnly, bool HasUnwindTables, bool HasDwarf, bool HasSymbols)
{
    internal static ElfContents Of(ElfFile file)
    {
        bool hasCode = false, isHollow = false;
        foreach (var section in file.Sections)
        {
            if (section.IsExecutable && section.IsAllocated && section.Size > 0)
            {
                hasCode |= !section.HasNoBytes;
                isHollow |= section.HasNoBytes;
            }
        }

        if (file.Sections.IsEmpty)
        {
            foreach (var segment in file.Segments)
            {
                hasCode |= segment.Type == ElfSegment.Load && segment.IsExecutable && segment.FileSize > 0 && !file.IsCore;
            }
        }

        var isDebugOnly = isHollow && !hasCode;
        return new ElfContents(file.BuildId, hasCode, isDebugOnly, HasUnwind(file, hasCode), Has(file, ".debug_info"), Has(file, ".symtab") || Has(file, ".gnu_debugdata"));
    }

    private static bool HasUnwind(ElfFile file, bool hasCode)
    {
        if (Has(file, ".eh_frame") || Has(file, ".ARM.exidx") || Has(file, ".debug_frame"))
        {
            return true;
        }

        // Without sections (sstrip) the program headers still point at them.
        foreach (var segment in file.Segments)
        {
            if (segment.Type is ElfSegment.GnuEhFrame or ElfSegment.ArmExidx && segment.FileSize > 0 && hasCode && file.Sections.IsEmpty)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Has(ElfFile file, string name) => file.Section(name) is { HasNoBytes: false, Size: > 0 };
}
