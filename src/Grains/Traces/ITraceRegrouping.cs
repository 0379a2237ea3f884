namespace Fleet.Grains.Traces;

/// <summary>Stored traces that follow a change of the rules of grouping.</summary>
public interface ITraceRegrouping
{
    /// <summary>Writes where traces were placed: rows and the counts of their issues change together. May be repeated.</summary>
    /// <returns>How many; those that went or got other signatures meanwhile stay as they are.</returns>
    Task<int> MoveAsync(string project, IReadOnlyCollection<RegroupedTrace> traces, CancellationToken cancellation);
}
