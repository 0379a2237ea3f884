using Fleet.Domain.Traces.Issues;

namespace Fleet.Domain.Traces.Grouping;

/// <summary>How a project's traces are grouped now, and how those were that have not followed the last change yet.</summary>
/// <param name="Version">Another one is other rules.</param>
/// <param name="Rules">Of now.</param>
/// <param name="Former">Of before, the newest first, as long as stored traces have signatures by them only.</param>
public sealed record ProjectGrouping(long Version, GroupingRules Rules, IReadOnlyList<GroupingRules> Former)
{
    /// <summary>Of a project whose people wrote no rules.</summary>
    public static ProjectGrouping None { get; } = new(0, GroupingRules.None, []);

    /// <returns>The signatures of now; and all by which the trace finds its issue, each once: that of now first. By rules of before too, so that a trace which comes while others have not
    /// followed a change opens no second issue.</returns>
    public (SignatureSet Now, IReadOnlyList<TraceSignature> All) SignaturesOf(Trace trace, string softwareType)
    {
        var now = TraceSignatures.Of(trace, softwareType, Rules);
        var before = Former.Select(rules => TraceSignatures.Of(trace, softwareType, rules));
        return (now, [.. before.Prepend(now).Select(set => new TraceSignature(set.Key, set.IsPlaceholder)).DistinctBy(s => s.Value)]);
    }
}
