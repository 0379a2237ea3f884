using Fleet.Domain.Symbols;
using Fleet.Domain.Traces;
using Fleet.Symbolication.Core;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Symbols;
using Fleet.Symbolication.Targets;
using Fleet.Symbolication.Unwinding;
using Fleet.Symbolication.Variables;

namespace Fleet.Symbolication.Processing;

/// <summary>The modules of one failure, with their files, each asked for once and when it is first needed.</summary>
/// <param name="machine">Files of another are of no use, whatever their build-id says; null when nobody knows it.</param>
/// <param name="vdso">The kernel's module, which is in the core and in no file.</param>
/// <param name="cache">What is open already.</param>
/// <param name="source">Asked for files.</param>
internal sealed class FailureModules(Machine? machine, ElfFile? vdso, SymbolFileCache cache, ISymbolFiles source) : IModuleImages, IVariableModules
{
    private readonly Dictionary<string, ModuleSymbols> _byBuildId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _lacking = new(StringComparer.Ordinal);
    private readonly Dictionary<LoadedModule, ModuleSymbols> _byModule = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<LoadedModule> _withFrame = new(ReferenceEqualityComparer.Instance);
    private ModuleSymbols? _vdso;

    /// <summary>Build-ids of modules with frames whose executable or debugging information nobody has, and of the files that those name.</summary>
    public IEnumerable<string> Missing => _lacking.Where(entry => entry.Value).Select(entry => entry.Key).Concat(
        _lacking.Keys.SelectMany(id => _byBuildId[id].Companions?.Missing ?? []).Select(id => id.ToString())).Distinct(StringComparer.Ordinal);

    /// <summary>Of the core; null for a summary.</summary>
    public CoreDump? Core { get; init; }

    public LoadedModule? ModuleAt(ulong address) => Core?.ModuleAt(address);

    public Symbolizer? SymbolizerOf(LoadedModule module) => SymbolsOf(module).Symbolizer;

    public ModuleImage Of(LoadedModule module) => SymbolsOf(module).Image;

    /// <summary>A frame is in it.</summary>
    public ModuleSymbols WithFrame(LoadedModule module)
    {
        var symbols = SymbolsOf(module);
        if (_withFrame.Add(module) && _byBuildId.ContainsKey(module.BuildId))
        {
            _lacking[module.BuildId] = symbols.Files != (TraceModuleFiles.Executable | TraceModuleFiles.DebugInformation);
        }

        return symbols;
    }

    /// <summary>What is known to be here, without asking.</summary>
    public TraceModuleFiles FilesOf(LoadedModule module) =>
        module.Path == ModuleFinder.VdsoPath || !_byBuildId.TryGetValue(module.BuildId, out var known) ? TraceModuleFiles.None : known.Files;

    private ModuleSymbols SymbolsOf(LoadedModule module)
    {
        if (!_byModule.TryGetValue(module, out var symbols))
        {
            _byModule[module] = symbols = FindSymbols(module);
        }

        return symbols;
    }

    private ModuleSymbols FindSymbols(LoadedModule module)
    {
        if (vdso is not null && module.Path == ModuleFinder.VdsoPath)
        {
            return _vdso ??= new ModuleSymbols(new ModuleImage(vdso, null), new Symbolizer([vdso], Dwarf.NoCompanions.Instance));
        }

        if (!_byBuildId.TryGetValue(module.BuildId, out var symbols) && SymbolId.TryParse(module.BuildId, out var id))
        {
            _byBuildId[module.BuildId] = symbols = Find(id);
        }

        return symbols ?? ModuleSymbols.None;
    }

    private ModuleSymbols Find(SymbolId id)
    {
        var executable = source.Find(id, SymbolKind.Executable);
        var debug = source.Find(id, SymbolKind.Debug) is { } path && path != executable ? path : null;
        if (executable is null && debug is null)
        {
            return ModuleSymbols.None;
        }

        var found = cache.Of(executable, debug, source);
        return machine is { } wanted && (found.Image.Executable ?? found.Image.Debug)?.Machine != wanted ? ModuleSymbols.None : found;
    }
}
