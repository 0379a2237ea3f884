using Fleet.Domain.Traces;
using Fleet.Symbolication.Core;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Unwinding;
using Fleet.Symbolication.Variables;

namespace Fleet.Symbolication.Tests.Corpus.Agreement;

/// <summary>A function that runs, with its variables.</summary>
internal sealed record OurFunction(ulong Pc, string Function, bool IsInlined, IReadOnlyList<TraceVariable> Variables);

/// <summary>What Fleet makes of a core's variables, with limits as wide as gdb's.</summary>
internal static class OurVariables
{
    private static readonly VariableLimits Wide = new() { MaxValue = 1_048_576, MaxElements = 200, MaxDepth = 20, MaxVariables = 1_000_000, FollowsPointers = false };

    /// <summary>By thread: the functions of its frames, the innermost first.</summary>
    public static Dictionary<int, List<OurFunction>> Of(ICrashFiles crash, string path)
    {
        using var source = ByteSource.Map(path);
        using var executable = ByteSource.Map(crash.Executable);
        var program = ElfFile.Open(executable, crash.Executable);
        using var core = CoreDump.Open(source, path, new CoreOptions { Program = program });
        var modules = new CaseModules(crash, program, core);
        var memory = core.MemoryWith(module => modules.Of(module).Executable);
        var unwinder = new Unwinder(new UnwindTarget(core.Machine, memory, core.Modules, modules) { ReturnAddressMask = core.SignatureBits });
        var reader = new VariableReader(core.Machine, memory, modules, Wide);
        var all = new Dictionary<int, List<OurFunction>>();
        foreach (var thread in core.Threads)
        {
            var stack = unwinder.Unwind(thread.Registers!.Value);
            var variables = reader.Read(stack, thread.Vectors);
            var functions = all[thread.Id] = [];
            for (var i = 0; i < stack.Frames.Count; i++)
            {
                var frame = stack.Frames[i];
                var sources = frame.Module is { } module && !frame.IsSignal ? modules.SymbolizerOf(module)?.Resolve(frame.LookupOffset) ?? [] : [];
                functions.AddRange(sources.Select((one, index) => new OurFunction(frame.Pc, one.Function.Scoped, one.IsInlined, variables[i][index])));
                if (sources.Count == 0)
                {
                    functions.Add(new OurFunction(frame.Pc, "", false, []));
                }
            }
        }

        return all;
    }
}
