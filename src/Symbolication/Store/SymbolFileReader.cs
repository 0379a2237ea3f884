using Fleet.Domain.Symbols;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Store;

/// <summary>
/// Tells what a file is to a symbol store, by its sections, never by its name. A section that a debug file has no bytes of (<c>SHT_NOBITS</c>) is
/// what makes it a debug file.
/// </summary>
public static class SymbolFileReader
{
    /// <exception cref="MalformedException">It is no ELF file, is damaged, is a core, or has nothing that a symbol store keeps.</exception>
    public static SymbolFacts Read(ByteSource source, string what)
    {
        var elf = ElfFile.Open(source, what);
        if (elf.IsCore)
        {
            throw new MalformedException(what, "is a coredump, no program and no symbols");
        }

        var architecture = NameOf(elf.Machine);
        var hasBytes = elf.Sections.IsEmpty
            ? elf.Segments.Any(segment => segment is { Type: ElfSegment.Load, FileSize: > 0 })
            : elf.Sections.Any(section => IsMemory(section) && !section.HasNoBytes);
        if (!hasBytes && (Has(elf, SplitUnitIds.Info) || Has(elf, SplitUnitIds.PackageIndex)))
        {
            var units = SplitUnitIds.Read(elf);
            return new SymbolFacts(SplitUnitIds.IdOf(units), SymbolKind.Split, SymbolParts.Dwarf, architecture)
            {
                Units = Has(elf, SplitUnitIds.PackageIndex) ? units : [],
            };
        }

        var kind = hasBytes ? SymbolKind.Executable
            : elf.Sections.Any(IsMemory) ? SymbolKind.Debug
            : elf.Sections.Any(section => section.Name.StartsWith(".debug_", StringComparison.Ordinal) && !section.HasNoBytes) ? SymbolKind.Supplementary
            : throw new MalformedException(what, "has neither code nor data nor debugging information");
        var id = SymbolId.TryParse(elf.BuildId, out var buildId) ? buildId : null;
        return new SymbolFacts(id, kind, PartsOf(elf.Contents), architecture) { IsLinked = elf.Entry != 0 || !elf.Segments.IsEmpty };
    }

    /// <summary>As the kernel and the tools call it.</summary>
    public static string NameOf(Machine machine) => machine switch
    {
        Machine.X64 => "x86-64",
        Machine.Arm64 => "arm64",
        Machine.Arm => "arm",
        Machine.RiscV64 => "riscv64",
        _ => machine.ToString(),
    };

    private static SymbolParts PartsOf(ElfContents contents) =>
        (contents.HasCode ? SymbolParts.Code : SymbolParts.None)
        | (contents.HasUnwindTables ? SymbolParts.UnwindTables : SymbolParts.None)
        | (contents.HasDwarf ? SymbolParts.Dwarf : SymbolParts.None)
        | (contents.HasSymbols ? SymbolParts.SymbolTable : SymbolParts.None);

    private static bool Has(ElfFile elf, string name) => elf.Section(name) is { HasNoBytes: false, Size: > 0 };

    /// <summary>Notes stay in debug files.</summary>
    private static bool IsMemory(ElfSection section) => section.IsAllocated && section.Type != ElfSection.NoteType && section.Size > 0;
}
