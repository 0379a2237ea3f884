using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Targets;
using Fleet.Symbolication.Unwinding;

namespace Fleet.Symbolication.Tests.Unwinding;

/// <summary>Files by the path that a module was mapped from, apart from those that are hidden.</summary>
internal sealed class FileImages(Func<string, bool> isHidden, string sysroot = "") : IModuleImages
{
    private readonly Dictionary<string, ModuleImage> _images = [];

    public ModuleImage Of(LoadedModule module)
    {
        if (!File.Exists(sysroot + module.Path) || isHidden(module.Path))
        {
            return ModuleImage.None;
        }

        if (!_images.TryGetValue(module.Path, out var image))
        {
            _images[module.Path] = image = new ModuleImage(ElfFile.Open(ByteSource.Map(sysroot + module.Path), module.Path), null);
        }

        return image;
    }
}
