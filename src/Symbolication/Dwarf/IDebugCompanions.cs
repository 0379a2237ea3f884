using Fleet.Symbolication.Elf;

namespace Fleet.Symbolication.Dwarf;

/// <summary>
/// Finds the other files that parts of a file's debugging information are in. Null is: not here. Asked from several threads, and at most once for a file.
/// </summary>
public interface IDebugCompanions
{
    /// <summary>The file that dwz moved shared parts to: <c>.gnu_debugaltlink</c>.</summary>
    /// <param name="path">As it is written, relative to the debug file or absolute.</param>
    /// <param name="buildId">Lower-case hexadecimal.</param>
    ElfFile? Alternate(string path, string buildId);

    /// <summary>A split unit's file, <c>.dwo</c>.</summary>
    /// <param name="directory">Of the compilation.</param>
    /// <param name="name">As it is written, relative to that directory or absolute.</param>
    /// <param name="id">That the unit in it has.</param>
    ElfFile? Split(string directory, string name, ulong id);

    /// <summary>The package of all the split units of the program, <c>.dwp</c>.</summary>
    ElfFile? Package();
}
