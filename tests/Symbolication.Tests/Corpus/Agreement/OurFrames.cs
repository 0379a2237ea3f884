using Fleet.Symbolication.Core;
using Fleet.Symbolication.Targets;
using Fleet.Symbolication.Tests.Corpus.Oracle;
using Fleet.Symbolication.Unwinding;

namespace Fleet.Symbolication.Tests.Corpus.Agreement;

/// <summary>What Fleet makes of a core, in the oracle's words.</summary>
internal static class OurFrames
{
    /// <summary>Of all threads, by id.</summary>
    public static Dictionary<int, IReadOnlyList<OracleFrame>> Of(CorpusCase crash, string path)
    {
        using var source = ByteSource.Map(path);
        using var core = CoreDump.Open(source, path);
        var modules = new CaseModules(crash, core);
        var memory = core.MemoryWith(module => modules.Of(module).Executable);
        var unwinder = new Unwinder(new UnwindTarget(core.Machine, memory, core.Modules, modules) { ReturnAddressMask = core.SignatureBits });
        return core.Threads.ToDictionary(
            thread => thread.Id,
            thread => (IReadOnlyList<OracleFrame>)[.. unwinder.Unwind(thread.Registers!.Value).Frames.SelectMany(frame => Symbolize(modules, frame)).Take(256)]);
    }

    private static IEnumerable<OracleFrame> Symbolize(CaseModules modules, StackFrame frame)
    {
        if (frame.IsSignal)
        {
            return [new OracleFrame(frame.Pc, OracleFrame.SignalTrampoline, "", 0, false)];
        }

        var found = frame.Module is { } module && modules.SymbolizerOf(module) is { } symbolizer ? symbolizer.Resolve(frame.LookupOffset) : [];
        return found.Count == 0
            ? [new OracleFrame(frame.Pc, "", "", 0, false)]
            : found.Select(source => new OracleFrame(frame.Pc, source.Function.Scoped, source.Line?.File ?? "", source.Line?.Line ?? 0, source.IsInlined));
    }
}
