using Fleet.Symbolication;
using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Symbols;
using Fleet.Symbolication.Tables;
using Fleet.Symbolication.Targets;
using Fleet.Symbolication.Unwinding;

namespace Fleet.CoreFrames;

internal sealed class CoreFiles(TableFolder? tables) : IModuleImages, IDebugCompanions
{
    private readonly Dictionary<string, (ModuleImage Image, Symbolizer? Symbolizer)> _modules = new(StringComparer.Ordinal);

    public ModuleImage Of(LoadedModule module) => Find(module).Image;

    public Symbolizer? SymbolizerOf(LoadedModule module) => Find(module).Symbolizer;

    public ElfFile? Alternate(string path, string buildId) => null;

    public ElfFile? Split(string directory, string name, ulong id) => null;

    public ElfFile? Package() => null;

    private (ModuleImage Image, Symbolizer? Symbolizer) Find(LoadedModule module)
    {
        if (_modules.TryGetValue(module.Path, out var known))
        {
            return known;
        }

        if (!File.Exists(module.Path))
        {
            return _modules[module.Path] = (ModuleImage.None, null);
        }

        var file = tables is null ? ElfFile.Open(ByteSource.Map(module.Path), module.Path) : tables.Open(module.Path, module.Path);
        return _modules[module.Path] = (new ModuleImage(file, null), new Symbolizer([file], this));
    }
}
