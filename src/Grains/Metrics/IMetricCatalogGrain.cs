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

    /// <summary>All metrics, by name.</summary>
    [Alias("List")]
    Task<IReadOnlyList<MetricInfo>> List();

    /// <summary>One metric by its name or an earlier one, in any case; null when it is not known.</summary>
    [Alias("Find")]
    Task<MetricInfo?> Find(string key);

    /// <summary>Changes what is given of what an operator says of a metric. Durable when the call returns.</summary>
    /// <returns>The metric as it is then; null when it is not known.</returns>
    /// <exception cref="ArgumentException">The text begins with the field.</exception>
    [Alias("Change")]
    Task<MetricInfo?> Change(string key, MetricChange change);

    /// <summary>Gives a metric another name; what it had stays, and so does the old name beside it. Durable when the call returns.</summary>
    /// <param name="key">Its name or an earlier one, in any case.</param>
    /// <param name="newKey">In any case. A metric that has it, of the same kind, becomes one with this.</param>
    /// <returns>The metric as it is then; null when it is not known.</returns>
    /// <exception cref="ArgumentException">It cannot have that name. The text begins with the field.</exception>
    [Alias("Rename")]
    Task<MetricInfo?> Rename(string key, string newKey);

    /// <summary>How many keys there are and may be, and what was refused.</summary>
    [Alias("Guard")]
    Task<MetricGuard> Guard();

    /// <summary>Sets how many keys there may be; those that are there stay.</summary>
    /// <exception cref="ArgumentException">The text begins with the field.</exception>
    [Alias("SetLimit")]
    Task<MetricGuard> SetLimit(int limit);
}
