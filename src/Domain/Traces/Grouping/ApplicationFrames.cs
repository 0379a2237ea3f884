namespace Fleet.Domain.Traces.Grouping;

/// <summary>The frames of the application as signatures have them: without what is noise, without recursion, the innermost first.</summary>
public static class ApplicationFrames
{
    public static IReadOnlyList<string> Of(Trace trace, GroupingRules rules)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(rules);
        return [.. GroupingStack.Of(trace, rules).Application.Select(frame => frame.Key)];
    }
}
