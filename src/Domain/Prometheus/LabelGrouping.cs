using Fleet.Domain.Devices.Filters;

namespace Fleet.Domain.Prometheus;

/// <param name="IsWithout">By all labels but these; else by these.</param>
/// <param name="Labels">In the order written.</param>
public sealed record LabelGrouping(bool IsWithout, FilterList<string> Labels)
{
    /// <summary>All in one group.</summary>
    public static LabelGrouping None { get; } = new(false, []);

    /// <summary>What the series of a group have in common. The metric's name is kept only when it is asked for.</summary>
    public LabelSet Of(LabelSet labels) => IsWithout ? labels.Without([LabelSet.Name, .. Labels]) : labels.Only(Labels);
}
