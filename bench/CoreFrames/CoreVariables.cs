using Fleet.Symbolication;
using Fleet.Symbolication.Core;
using Fleet.Symbolication.Processing;
using Fleet.Symbolication.Symbols;
using Fleet.Symbolication.Targets;
using Fleet.Symbolication.Unwinding;
using Fleet.Symbolication.Variables;

namespace Fleet.CoreFrames;

/// <summary>Frames of all threads of a core with functions, lines, arguments and locals.</summary>
internal sealed class CoreVariables : IVariableModules
{
    private readonly CoreDump _core;
    private readonly FailureModules _modules;

    private CoreVariables(CoreDump core, FailureModules modules) => (_core, _modules) = (core, modules);

    /// <returns>How many variables were read.</returns>
    public static int Read(string path, GivenFiles files, SymbolFileCache cache)
    {
        using var source = ByteSource.Map(path);
        using var core = CoreDump.Open(source, path);
        var modules = new FailureModules(core.Machine, core.Vdso, cache, files);
        var unwinder = new Unwinder(UnwindTarget.Of(core, modules));
        var reader = new VariableReader(core.Machine, core.MemoryWith(module => modules.Of(module).Executable), new CoreVariables(core, modules));
        var count = 0;
        foreach (var thread in core.Threads)
        {
            if (thread.Registers is { } registers)
            {
                count += reader.Read(unwinder.Unwind(registers), thread.Vectors).Sum(frame => frame.Sum(function => function.Count));
            }
        }

        return count;
    }

    public LoadedModule? ModuleAt(ulong address) => _core.ModuleAt(address);

    public Symbolizer? SymbolizerOf(LoadedModule module) => _modules.WithFrame(module).Symbolizer;
}
