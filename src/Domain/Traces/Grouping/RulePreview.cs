namespace Fleet.Domain.Traces.Grouping;

/// <summary>A stored trace that a change of rules is tried on.</summary>
/// <param name="Issue">That it is in.</param>
/// <param name="SoftwareType">Of the software that failed.</param>
/// <param name="Trace">Its frames.</param>
public sealed record PreviewTrace(long Issue, string SoftwareType, Trace Trace);

/// <summary>Issues that would have one signature.</summary>
/// <param name="Title">Of the signature.</param>
/// <param name="Issues">Two and more, in order.</param>
/// <param name="Traces">Of the sample, with the signature.</param>
public sealed record PreviewMerge(string Title, IReadOnlyList<long> Issues, int Traces);

/// <summary>An issue whose traces would have several signatures where they have fewer now. It stays one issue; its next traces would not have begun as one.</summary>
/// <param name="Issue">Which.</param>
/// <param name="Parts">Title and traces of each signature, the largest first.</param>
public sealed record PreviewSplit(long Issue, IReadOnlyList<(string Title, int Traces)> Parts);

/// <summary>What other rules would change, over a sample of stored traces.</summary>
/// <param name="Traces">Of the sample.</param>
/// <param name="Changed">Traces whose signature would be another.</param>
/// <param name="Merges">The largest first.</param>
/// <param name="Splits">The largest first.</param>
public sealed record RulePreview(int Traces, int Changed, IReadOnlyList<PreviewMerge> Merges, IReadOnlyList<PreviewSplit> Splits)
{
    public static RulePreview Of(IEnumerable<PreviewTrace> sample, GroupingRules before, GroupingRules after)
    {
        ArgumentNullException.ThrowIfNull(sample);
        var all = sample.Select(t => (t.Issue, Before: TraceSignatures.Of(t.Trace, t.SoftwareType, before), After: TraceSignatures.Of(t.Trace, t.SoftwareType, after))).ToList();
        var shared = all.GroupBy(t => t.Issue).ToDictionary(g => g.Key, g => g.Select(t => t.Before.Key).ToHashSet());
        var merges = all
            .GroupBy(t => t.After.Key)
            .Select(g => new PreviewMerge(g.First().After.Title, [.. g.Select(t => t.Issue).Distinct().Order()], g.Count()))

            // Issues that share a signature already are apart for another reason: a person keeps them so.
            .Where(m => m.Issues.Count > 1 && !shared[m.Issues[0]].Any(key => m.Issues.All(i => shared[i].Contains(key))))
            .OrderByDescending(m => m.Traces).ThenBy(m => m.Title, StringComparer.Ordinal);
        var splits = all
            .GroupBy(t => t.Issue)
            .Where(g => g.Select(t => t.After.Key).Distinct().Count() > g.Select(t => t.Before.Key).Distinct().Count())
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key)
            .Select(g => new PreviewSplit(g.Key, [.. g.GroupBy(t => t.After.Key).Select(p => (p.First().After.Title, p.Count())).OrderByDescending(p => p.Item2).ThenBy(p => p.Title, StringComparer.Ordinal)]));
        return new RulePreview(all.Count, all.Count(t => t.Before.Key != t.After.Key), [.. merges], [.. splits]);
    }
}
