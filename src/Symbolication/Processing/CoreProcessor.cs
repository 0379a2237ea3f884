using System.Collections.Immutable;
using Fleet.Domain.Traces;
using Fleet.Symbolication.Core;
using Fleet.Symbolication.Targets;
using Fleet.Symbolication.Unwinding;
using Fleet.Symbolication.Variables;

namespace Fleet.Symbolication.Processing;

/// <summary>
/// From a core and files of symbols to a trace: all threads, their frames with functions and lines, why each stack ends, what kind of failure it was, and
/// which files would tell more. One core at a time; what was read in the files is kept in the cache for the next.
/// </summary>
/// <param name="cache">Files that are open.</param>
/// <param name="limits">Of arguments and locals; null for the defaults.</param>
public sealed class CoreProcessor(SymbolFileCache cache, VariableLimits? limits = null)
{
    /// <exception cref="MalformedException">It is no core, or none of a machine that is supported.</exception>
    /// <exception cref="IOException">The temporary file that it is inflated to cannot be written.</exception>
    /// <param name="source">The core as it was uploaded.</param>
    /// <param name="what">In messages: an id.</param>
    /// <param name="files">Of the project.</param>
    /// <param name="options">Bounds of reading it.</param>
    public Trace Process(ByteSource source, string what, ISymbolFiles files, CoreOptions? options = null)
    {
        using var core = CoreDump.Open(source, what, options);
        return Process(core, files);
    }

    /// <param name="core">It, open.</param>
    /// <param name="files">Of the project.</param>
    public Trace Process(CoreDump core, ISymbolFiles files)
    {
        var modules = new FailureModules(core.Machine, core.Vdso, cache, files) { Core = core };
        var texts = new TraceTexts();
        var frames = new FrameBuilder(texts);
        var unwinder = new Unwinder(UnwindTarget.Of(core, modules));
        var variables = new VariableReader(core.Machine, core.MemoryWith(module => modules.Of(module).Executable), modules, limits);
        var threads = ImmutableArray.CreateBuilder<TraceThread>();
        foreach (var thread in core.Threads.Take(TraceLimits.MaxThreads))
        {
            // Only of the thread that crashed, the first, has the device noted frames.
            threads.Add(Unwind(thread, threads.Count == 0 ? core.Device : null, unwinder, modules, frames, variables, texts));
        }

        var signal = core.Signal?.Number ?? 0;
        var message = signal == SignalNames.Abrt ? texts.Text(AbortText.Of(core, modules)) : "";
        var crashed = core.Threads.IsEmpty ? null : core.Threads[0].Registers;
        var facts = new CrashFacts(
            signal, core.Signal?.Code ?? 0, core.Signal?.FaultAddress, crashed?.Pc, crashed?.Sp, threads.Count > 0 ? threads[0].Frames : [], message);
        return new Trace
        {
            Language = TraceLanguage.Native,
            Class = CrashClassRules.Of(facts),
            Program = ProgramOf(core, texts),
            Signal = facts.Signal,
            Code = facts.Code,
            FaultAddress = facts.FaultAddress,
            Message = message,
            Threads = threads.ToImmutable(),
            Modules = [.. core.Modules.Take(TraceLimits.MaxModules).Select(module => Mapped(module, modules, texts))],
            Log = DeviceLog.Read(core.Device?.Log ?? default),
            MissingBuildIds = [.. modules.Missing.Take(TraceLimits.MaxMissing)],
        };
    }

    private static TraceThread Unwind(
        CoreThread thread, DeviceNotes? device, Unwinder unwinder, FailureModules modules, FrameBuilder frames, VariableReader variables, TraceTexts texts)
    {
        var name = texts.Text(thread.Name);
        if (thread.Registers is not { } registers || frames.IsFull)
        {
            var why = thread.Registers is null ? StackEnds.Describe(StackEnd.NoRegisters, "") : $"not unwound: the threads before have {FrameBuilder.MaxFrames} frames";
            return new TraceThread(thread.Id, name, [], why);
        }

        var stack = unwinder.Unwind(registers);
        var found = NotedFrames.SayMore(device, stack) ? NotedFrames.Of(device!, frames, modules, texts) : Symbolize(stack, modules, frames, variables.Read(stack, thread.Vectors));
        return new TraceThread(thread.Id, name, found, texts.Text(StackEnds.Describe(stack.End, stack.EndDetail))) { Registers = RegistersOf(registers) };
    }

    private static List<TraceFrame> Symbolize(
        CallStack stack, FailureModules modules, FrameBuilder frames, IReadOnlyList<IReadOnlyList<IReadOnlyList<TraceVariable>>> variables)
    {
        List<TraceFrame> found = [];
        for (var i = 0; i < stack.Frames.Count; i++)
        {
            var frame = stack.Frames[i];
            var symbolizer = frame.Module is { } module ? modules.WithFrame(module).Symbolizer : null;
            frames.Add(found, frame, symbolizer?.Resolve(frame.LookupOffset) ?? [], i < variables.Count ? variables[i] : []);
        }

        return found;
    }

    private static TraceModule Mapped(LoadedModule module, FailureModules modules, TraceTexts texts) =>
        new(texts.Text(module.Path), texts.Text(module.BuildId), module.Start, module.End - module.Start, modules.FilesOf(module));

    private static List<TraceRegister> RegistersOf(RegisterContext registers)
    {
        var names = registers.Machine.GeneralRegisterNames;
        var found = new List<TraceRegister>(names.Count + 1) { new(registers.Machine.ProgramCounterName, registers.Pc) };
        for (var number = 0; number < names.Count; number++)
        {
            if (registers[number] is { } value)
            {
                found.Add(new TraceRegister(names[number], value));
            }
        }

        return found;
    }

    /// <summary>As the device's summary has it, so that both are of one program.</summary>
    private static string ProgramOf(CoreDump core, TraceTexts texts) =>
        core.Device?.Process?.Program is { Length: > 0 } told ? texts.Text(told)
        : core.Process?.Name is { Length: > 0 } name ? texts.Text(name)
        : texts.FileName(core.Program?.Path ?? "");
}
