using Fleet.Protocol.Metrics;

namespace Fleet.Domain.Metrics;

/// <summary>A key table and the metrics that its columns are in one project.</summary>
/// <param name="Table">Columns in order.</param>
/// <param name="MetricIds">Of each column, the <see cref="MetricDefinition.Id"/>.</param>
public sealed record ResolvedTable(KeyTable Table, IReadOnlyList<int> MetricIds);
