namespace Fleet.Symbolication.Elf;

/// <summary>What an ELF file is opened for: how much of it has to be there.</summary>
internal enum ElfPurpose
{
    /// <summary>A program, library or debug file: all headers.</summary>
    File,

    /// <summary>A core: segments only, as far as they go. Sections are gdb's, repeat the segments, and stand at the end, which a cut core has lost.</summary>
    Core,

    /// <summary>Memory that a file was mapped to: sections only if they happen to be there.</summary>
    Image,
}
