using Fleet.Domain.Traces;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Symbols;
using Fleet.Symbolication.Unwinding;

namespace Fleet.Symbolication.Processing;

/// <summary>The files of a program or library, and what was read in them, kept for the next failure.</summary>
/// <param name="Image">For unwinding.</param>
/// <param name="Symbolizer">For functions and lines; null when there is no file.</param>
internal sealed record ModuleSymbols(ModuleImage Image, Symbolizer? Symbolizer)
{
    public static ModuleSymbols None { get; } = new(ModuleImage.None, null);

    /// <summary>Files that parts of the debugging information are in.</summary>
    public CompanionFiles? Companions { get; init; }

    /// <summary>Of the files on the disk.</summary>
    public long Bytes { get; init; }

    /// <summary>What the file's first byte has for an address, in the file's own addresses: programs that are not position independent begin elsewhere than at 0.</summary>
    public ulong FirstAddress { get; } = FirstOf(Image.Executable ?? Image.Debug);

    /// <summary>What of the module is here.</summary>
    public TraceModuleFiles Files { get; } =
        (Image.Executable is null ? TraceModuleFiles.None : TraceModuleFiles.Executable)
        | (Symbolizer is not null && (HasDwarf(Image.Executable) || HasDwarf(Image.Debug)) ? TraceModuleFiles.DebugInformation : TraceModuleFiles.None);

    private static ulong FirstOf(ElfFile? file)
    {
        foreach (var segment in file?.Segments ?? [])
        {
            if (segment.Type == ElfSegment.Load)
            {
                return segment.Address - segment.Offset;
            }
        }

        return 0;
    }

    private static bool HasDwarf(ElfFile? file) => file is not null && Dwarf.DwarfFile.HasEntries(file);
}
