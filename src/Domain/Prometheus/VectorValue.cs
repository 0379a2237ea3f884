namespace Fleet.Domain.Prometheus;

/// <param name="Series">No two with the same labels.</param>
/// <param name="IsOrdered">Whether their order was asked for.</param>
public sealed record VectorValue(IReadOnlyList<VectorSeries> Series, bool IsOrdered = false) : PromValue;
