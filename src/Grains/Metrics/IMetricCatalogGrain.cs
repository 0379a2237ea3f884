namespace Fleet.Grains.Metrics;

/// <summary>The metrics and key tables of one project. Key: <c>catalog/{project}</c>.</summary>
[Alias("fleet.IMetricCatalogGrain")]
public interface IMetricCatalogGrain : IGrainWithStringKey
{
    /// <summary>Makes a table known; durable when the call returns.</summary>
    /// <param name="encodedTable">As the device sent it; see <c>KeyTable</c>.</param>
    /// <exception cref="TooManyMetricsException">The project has no room for its metrics, or for another table.</exception>
    [Alias("Register")]
    Task Register(byte[] encodedTable);

    /// <returns>The encoded table, or null when it is not known.</returns>
    /// <param name="hash">16 bytes.</param>
    [Alias("FindTable")]
    Task<byte[]?> FindTable(byte[] hash);

    /// <summary>All metrics, by key.</summary>
    [Alias("List")]
    Task<IReadOnlyList<MetricInfo>> List();

    /// <summary>One metric by key, in any case; null when it is not known.</summary>
    [Alias("Find")]
    Task<MetricInfo?> Find(string key);

    /// <summary>Changes what is given of what an operator says of a metric; null leaves it. Durable when the call returns.</summary>
    /// <returns>The metric as it is then; null when it is not known.</returns>
    /// <exception cref="ArgumentException">The text begins with the field.</exception>
    [Alias("Describe")]
    Task<MetricInfo?> Describe(string key, string? displayName, string? description, string? unit);
}
