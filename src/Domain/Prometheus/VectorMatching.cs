using Fleet.Domain.Devices.Filters;

namespace Fleet.Domain.Prometheus;

/// <param name="IsOn">Series go together when these labels are equal; else when all but these are.</param>
/// <param name="Labels">In the order written.</param>
/// <param name="Cardinality">How many may go together.</param>
/// <param name="Include">Labels of the one side that the result takes over.</param>
public sealed record VectorMatching(bool IsOn, FilterList<string> Labels, MatchCardinality Cardinality, FilterList<string> Include)
{
    /// <summary>All labels but the metric's name are equal.</summary>
    public static VectorMatching Default { get; } = new(false, [], MatchCardinality.OneToOne, []);

    /// <summary>Equal for series that go together.</summary>
    public LabelSet Signature(LabelSet labels) => IsOn ? labels.Only(Labels) : labels.Without([LabelSet.Name, .. Labels]);
}
