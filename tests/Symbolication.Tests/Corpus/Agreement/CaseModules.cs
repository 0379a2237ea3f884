using System.Collections.Concurrent;
using Fleet.Symbolication.Core;
using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Symbols;
using Fleet.Symbolication.Targets;
using Fleet.Symbolication.Tests.Corpus.Large;
using Fleet.Symbolication.Unwinding;
using Fleet.Symbolication.Variables;

namespace Fleet.Symbolication.Tests.Corpus.Agreement;

/// <summary>The files of a case's modules: by build-id those of its build, by path the system's, with its debug symbols where a case has a folder of them.</summary>
internal sealed class CaseModules : IModuleImages, IVariableModules, IDebugCompanions
{
    private static readonly ConcurrentDictionary<(string Path, string DebugFiles), ModuleImage> System = new();

    private readonly ICrashFiles _crash;
    private readonly CoreDump _core;
    private readonly ModuleImage _program;
    private readonly Dictionary<string, ModuleImage> _byBuildId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ModuleImage> _byName = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ModuleImage, Symbolizer?> _symbolizers = new();

    /// <param name="open">How files of the case's build are opened; null for as they are.</param>
    public CaseModules(ICrashFiles crash, ElfFile program, CoreDump core, Func<string, ElfFile>? open = null)
    {
        (_crash, _core) = (crash, core);
        var files = crash.Files.Where(path => Path.GetExtension(path) is "" or ".so" or ".debug").Select(open ?? Open).ToLookup(file => file.BuildId, StringComparer.Ordinal);
        foreach (var same in files)
        {
            _byBuildId[same.Key] = new ModuleImage(
                same.FirstOrDefault(file => !file.What.EndsWith(".debug", StringComparison.Ordinal)),
                same.FirstOrDefault(file => file.What.EndsWith(".debug", StringComparison.Ordinal)));
            _byName[Path.GetFileName(same.First().What)] = _byBuildId[same.Key];
        }

        _program = _byBuildId.GetValueOrDefault(program.BuildId) ?? OfSystem(crash.Executable);
    }

    public ModuleImage Of(LoadedModule module)
    {
        // Cores of the emulator do not name it, nor its build.
        if (module == _core.Program)
        {
            return _program;
        }

        if (_byBuildId.TryGetValue(module.BuildId, out var built))
        {
            return built;
        }

        if (module.BuildId.Length == 0 && _byName.TryGetValue(Path.GetFileName(module.Path), out var named))
        {
            return named;
        }

        if (module.Path == "[vdso]")
        {
            return _core.Vdso is { } vdso ? _byBuildId[module.BuildId] = new ModuleImage(vdso, null) : ModuleImage.None;
        }

        var path = _crash.Sysroot + module.Path;
        return File.Exists(path) ? OfSystem(path) : ModuleImage.None;
    }

    public LoadedModule? ModuleAt(ulong address) => _core.ModuleAt(address);

    /// <summary>Null when there is no file.</summary>
    public Symbolizer? SymbolizerOf(LoadedModule module) => _symbolizers.GetOrAdd(Of(module), image =>
    {
        ElfFile[] files = [.. new[] { image.Debug, image.Executable }.OfType<ElfFile>()];
        return files.Length == 0 ? null : new Symbolizer(files, this);
    });

    public ElfFile? Alternate(string path, string buildId) => OpenIn(path);

    public ElfFile? Split(string directory, string name, ulong id) => OpenIn(name);

    public ElfFile? Package() => OpenIn("program.dwp");

    private ModuleImage OfSystem(string path) => System.GetOrAdd((path, _crash.DebugFiles), key =>
    {
        var file = Open(key.Path);
        return new ModuleImage(file, LargeProgram.DebugFileOf(key.DebugFiles, file.BuildId) is { } debug ? Open(debug) : null);
    });

    private ElfFile? OpenIn(string name) => Path.Combine(_crash.Folder, name) is var path && File.Exists(path) ? Open(path) : null;

    private static ElfFile Open(string path) => ElfFile.Open(ByteSource.Map(path), path);
}
