using Fleet.Symbolication.Elf;

namespace Fleet.Symbolication.Dwarf;

/// <summary>Of a file that is alone.</summary>
public sealed class NoCompanions : IDebugCompanions
{
    public static NoCompanions Instance { get; } = new();

    public ElfFile? Alternate(string path, string buildId) => null;

    public ElfFile? Split(string directory, string name, ulong id) => null;

    public ElfFile? Package() => null;
}
