using Fleet.Domain.Metrics;
using Fleet.Protocol.Metrics;

namespace Fleet.Grains.Metrics;

/// <summary>Metrics and key tables of projects. Nothing here is ever removed or renumbered: the event log names tables by hash.</summary>
public interface IMetricCatalogStore
{
    Task<IReadOnlyList<MetricDefinition>> LoadMetricsAsync(string project, CancellationToken cancellation);

    /// <summary>Null when the table was never registered in this project.</summary>
    Task<ResolvedTable?> FindTableAsync(string project, TableHash hash, CancellationToken cancellation);

    /// <summary>
    /// Stores a table and creates the metrics that it is the first to name (keys in lower case, ids dense from 1), in one transaction.
    /// Registering a table again gives the same answer. Two callers at a time are safe.
    /// </summary>
    /// <exception cref="TooManyMetricsException">
    /// The project would have more metrics than <see cref="MetricDefinition.MaxPerProject"/>, or has no room for another table
    /// (<see cref="TableUsage"/>); nothing was stored.
    /// </exception>
    Task<ResolvedTable> RegisterAsync(string project, KeyTable table, long nowMs, CancellationToken cancellation);

    /// <summary>Writes what an operator says of a metric.</summary>
    /// <param name="project">Whose.</param>
    /// <param name="key">Lower case.</param>
    /// <param name="description">All of it.</param>
    /// <param name="cancellation">Gives up.</param>
    Task DescribeAsync(string project, string key, MetricDescription description, CancellationToken cancellation);
}
