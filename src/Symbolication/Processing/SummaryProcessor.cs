using Fleet.Domain.Traces;

namespace Fleet.Symbolication.Processing;

/// <summary>Functions and lines for the frames that a device noted of a crash of which there is no core.</summary>
/// <param name="cache">Files that are open.</param>
public sealed class SummaryProcessor(SymbolFileCache cache)
{
    /// <param name="trace">Of a summary; also one that has functions already.</param>
    /// <param name="files">Of the project.</param>
    /// <returns>The same with what the files tell, also of the crash class, for which names of functions may be needed.</returns>
    public Trace Process(Trace trace, ISymbolFiles files)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var modules = new FailureModules(machine: null, vdso: null, cache, files);
        var builder = new FrameBuilder(new TraceTexts());
        var threads = trace.Threads.Select(thread => thread with { Frames = Symbolize(thread.Frames, builder, modules) }).ToArray();
        var crashed = (uint)trace.Crashed < (uint)threads.Length ? threads[trace.Crashed].Frames : [];

        // An address in no module is the program counter itself.
        ulong? counter = crashed is [{ Module.Length: 0, BuildId.Length: 0 } first, ..] ? first.Offset : null;
        return trace with
        {
            Class = CrashClassRules.Of(new CrashFacts(trace.Signal, trace.Code, trace.FaultAddress, counter, StackPointer: null, crashed, trace.Message)),
            Threads = threads,
            MissingBuildIds = [.. modules.Missing.Take(TraceLimits.MaxMissing)],
        };
    }

    private static List<TraceFrame> Symbolize(IReadOnlyList<TraceFrame> places, FrameBuilder builder, FailureModules modules)
    {
        List<TraceFrame> frames = [];
        foreach (var place in places)
        {
            // Of calls that were inlined at a place, the function's own frame has the place too.
            if (!place.IsInlined)
            {
                NotedFrames.Add(builder, frames, place with { Function = "", File = "", Line = 0 }, modules);
            }
        }

        return frames;
    }
}
