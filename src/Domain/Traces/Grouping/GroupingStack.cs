namespace Fleet.Domain.Traces.Grouping;

/// <summary>What is left of a thread's frames when all that is noise is gone.</summary>
/// <param name="Application">Of the application, the innermost first, without recursion.</param>
/// <param name="Foreign">The first frame that is of neither the application nor the system; null when there is none.</param>
/// <param name="Exact">Where it failed, exactly: the innermost frame's module and offset, or function. Null without frames.</param>
internal sealed record GroupingStack(IReadOnlyList<GroupingFrame> Application, string? Foreign, string? Exact)
{
    public static GroupingStack Of(Trace trace, GroupingRules rules)
    {
        var frames = trace.CrashedFrames;
        var sieve = new FrameSieve(trace.Language, rules);
        var application = Better(trace.Language, sieve.Application(frames));
        return new GroupingStack(
            Recursion.Fold(application.ConvertAll(f => f.Frame), trace.Class == CrashClass.StackOverflow),
            application.Count == 0 ? sieve.FirstForeign(frames) : null,
            frames.Count == 0 ? null : ExactOf(trace.Language, frames[0]));
    }

    /// <summary>
    /// Frames that were scanned for only where there are no others. What was unwound from a scanned frame is no surer; a kernel marks each of its frames.
    /// </summary>
    private static List<(GroupingFrame Frame, bool IsScanned)> Better(TraceLanguage language, List<(GroupingFrame Frame, bool IsScanned)> frames)
    {
        if (frames.TrueForAll(f => f.IsScanned))
        {
            return frames;
        }

        var first = frames.FindIndex(f => f.IsScanned);
        return first < 0 ? frames
            : language == TraceLanguage.Kernel ? frames.FindAll(f => !f.IsScanned)
            : first > 0 ? frames[..first]
            : frames;
    }

    private static string ExactOf(TraceLanguage language, TraceFrame frame) =>
        frame.BuildId.Length > 0 || (frame.Module.Length > 0 && frame.Function.Length == 0) ? GroupingFrame.KeyOf(frame, "")
        : frame.Module.Length == 0 && frame.Function.Length == 0 ? "?"
        : GroupingFrame.KeyOf(frame, FunctionName.Canonical(language, frame));
}
