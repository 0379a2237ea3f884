namespace Fleet.Grains.Metrics;

/// <summary>Limits of projects' keys, and what did not find room.</summary>
public interface IMetricGuardStore
{
    /// <summary>Keys that are listed: enough to see what they have in common.</summary>
    const int MaxRefusedKeys = 100;

    Task<MetricGuard> LoadGuardAsync(string project, CancellationToken cancellation);

    /// <summary>Keys that are there stay, also when there are more.</summary>
    Task SetLimitAsync(string project, int limit, CancellationToken cancellation);

    /// <summary>Notes that tables were refused.</summary>
    /// <param name="project">Whose.</param>
    /// <param name="tables">How often.</param>
    /// <param name="keys">Some of the keys that there was no room for, lower case, with how often.</param>
    /// <param name="nowMs">Milliseconds since 1970 UTC.</param>
    /// <param name="cancellation">Gives up.</param>
    Task RefusedAsync(string project, long tables, IReadOnlyDictionary<string, long> keys, long nowMs, CancellationToken cancellation);
}
