using Fleet.Symbolication;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Targets;
using Fleet.Symbolication.Unwinding;

namespace Fleet.Cli.Traces;

/// <summary>Programs and libraries of this machine, where they are the very ones of the core: a core of this machine is unwound by them.</summary>
internal sealed class LocalImages : IModuleImages, IDisposable
{
    private readonly Dictionary<string, ModuleImage> _images = new(StringComparer.Ordinal);
    private readonly List<ByteSource> _sources = [];

    public ModuleImage Of(LoadedModule module)
    {
        if (!_images.TryGetValue(module.Path, out var image))
        {
            image = Open(module);
            _images.Add(module.Path, image);
        }

        return image;
    }

    public void Dispose() => _sources.ForEach(source => source.Dispose());

    private ModuleImage Open(LoadedModule module)
    {
        // A path of a core is anybody's: a device or a pipe would be waited for.
        if (module.BuildId.Length == 0 || !Path.IsPathRooted(module.Path) || !IsFile(module.Path))
        {
            return ModuleImage.None;
        }

        try
        {
            var source = ByteSource.Map(module.Path);
            _sources.Add(source);
            var file = ElfFile.Open(source, module.Path);
            return file.BuildId == module.BuildId ? new ModuleImage(file, null) : ModuleImage.None;
        }
        catch (Exception e) when (e is MalformedException or IOException or UnauthorizedAccessException)
        {
            return ModuleImage.None;
        }
    }

    private static bool IsFile(string path)
    {
        var file = new FileInfo(path);
        return file.Exists && (file.ResolveLinkTarget(returnFinalTarget: true) ?? file) is FileInfo { Exists: true, Length: > 0 } real
            && !real.Attributes.HasFlag(FileAttributes.Device) && !real.Attributes.HasFlag(FileAttributes.Directory);
    }
}
