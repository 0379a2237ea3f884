using Fleet.Domain.Traces.Grouping;

namespace Fleet.Domain.Traces.Likeness;

/// <summary>Traces of an issue whose whole stacks are one.</summary>
/// <param name="Signature">L3; that of the issue where there is no frame of the application.</param>
/// <param name="Frames">Of the application, the innermost first; none where there is none.</param>
/// <param name="Traces">How many, of those that were looked at.</param>
/// <param name="Exemplar">The first of them.</param>
/// <typeparam name="T">What a trace is known by.</typeparam>
public sealed record StackPart<T>(Signature Signature, IReadOnlyList<string> Frames, int Traces, T Exemplar);

/// <summary>
/// How an issue's traces fall apart by all of their frames instead of the first three. A suggestion, for people who wonder whether an issue is two bugs; nothing is split
/// by it.
/// </summary>
public static class StackParts
{
    /// <returns>The largest first; of equal ones that whose exemplar came first.</returns>
    public static IReadOnlyList<StackPart<T>> Of<T>(IEnumerable<(T Id, string SoftwareType, Trace Trace)> traces, GroupingRules rules) =>
    [
        .. traces
            .Select(t => (t.Id, t.Trace, Set: TraceSignatures.Of(t.Trace, t.SoftwareType, rules)))
            .GroupBy(t => t.Set.Full ?? t.Set.Key)
            .Select(part => new StackPart<T>(part.Key, ApplicationFrames.Of(part.First().Trace, rules), part.Count(), part.First().Id))
            .OrderByDescending(part => part.Traces),
    ];
}
