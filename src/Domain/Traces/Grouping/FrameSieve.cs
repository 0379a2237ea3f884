namespace Fleet.Domain.Traces.Grouping;

/// <summary>Takes the frames that say something out of a stack.</summary>
internal sealed class FrameSieve(TraceLanguage language, GroupingRules rules)
{
    /// <returns>Of the application; whether each lies at or behind a frame that was scanned for, or of a kernel was itself.</returns>
    public List<(GroupingFrame Frame, bool IsScanned)> Application(IReadOnlyList<TraceFrame> frames)
    {
        var found = new List<(GroupingFrame, bool)>();
        var scanned = false;
        foreach (var frame in frames)
        {
            scanned = frame.Trust == TraceTrust.Scan || (scanned && language != TraceLanguage.Kernel);
            var name = FunctionName.Canonical(language, frame);
            if (!rules.Skips(frame, name) && FrameOrigins.Of(language, frame, name, rules) == FrameOrigin.Application)
            {
                found.Add((new GroupingFrame(GroupingFrame.KeyOf(frame, name), rules.GoesPast(frame, name)), scanned));
            }
        }

        return found;
    }

    public string? FirstForeign(IReadOnlyList<TraceFrame> frames)
    {
        foreach (var frame in frames)
        {
            var name = FunctionName.Canonical(language, frame);
            if (!rules.Skips(frame, name) && FrameOrigins.Of(language, frame, name, rules) == FrameOrigin.Foreign)
            {
                return GroupingFrame.KeyOf(frame, name);
            }
        }

        return null;
    }
}
