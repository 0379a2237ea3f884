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
    /// Stores a table and creates the metrics that it is the first to name (keys in lower case, ids dense from 1), in one transaction. Of keys that are there it
    /// notes kinds that no device had sent before; what the key is stays as it was.
    /// Registering a table again gives the same answer. Two callers at a time are safe.
    /// </summary>
    /// <exception cref="TooManyMetricsException">
    /// The project would have more metrics than <see cref="MetricGuard.Limit"/>, or has no room for another table
    /// (<see cref="TableUsage"/>); nothing was stored.
    /// </exception>
    Task<ResolvedTable> RegisterAsync(string project, KeyTable table, long nowMs, CancellationToken cancellation);

    /// <summary>Writes what an operator says of a metric.</summary>
    /// <param name="project">Whose.</param>
    /// <param name="key">Its name, lower case.</param>
    /// <param name="description">All of it.</param>
    /// <param name="cancellation">Gives up.</param>
    Task DescribeAsync(string project, string key, MetricDescription description, CancellationToken cancellation);

    /// <summary>Writes of which kind a metric is.</summary>
    /// <param name="project">Whose.</param>
    /// <param name="key">Its name, lower case.</param>
    /// <param name="kind">From now on.</param>
    /// <param name="nowMs">Milliseconds since 1970 UTC.</param>
    /// <param name="cancellation">Gives up.</param>
    Task RetypeAsync(string project, string key, MetricKind kind, long nowMs, CancellationToken cancellation);

    /// <summary>Gives a metric another name, in one transaction; see <see cref="MetricRename"/>.</summary>
    /// <param name="project">Whose.</param>
    /// <param name="from">Its name, or an earlier one; lower case.</param>
    /// <param name="to">The name it is to have, lower case.</param>
    /// <param name="nowMs">Milliseconds since 1970 UTC.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>False when there is no such metric.</returns>
    /// <exception cref="ArgumentException">It cannot have that name; nothing was stored. The text begins with the field.</exception>
    Task<bool> RenameAsync(string project, string from, string to, long nowMs, CancellationToken cancellation);
}
