namespace Fleet.Domain.Metrics;

/// <summary>
/// How many keys a project may have: each costs a row of the catalog, a column in files and a rollup in every bucket, for ever. Beyond the limit new ones are
/// refused: a device that invents keys must not fill the store.
/// </summary>
public static class MetricLimit
{
    /// <summary>Where no operator said another.</summary>
    public const int Default = 20_000;

    /// <summary>Five times the default: what a list, the catalog's memory and 200 parts of column files were made for.</summary>
    public const int Most = 100_000;

    /// <exception cref="ArgumentException">The text begins with the field.</exception>
    public static void Check(int limit)
    {
        if (limit is < 1 or > Most)
        {
            throw new ArgumentException($"limit: {limit} is not from 1 to {Most}");
        }
    }
}
