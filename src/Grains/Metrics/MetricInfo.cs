using Fleet.Domain.Metrics;
using Fleet.Protocol.Metrics;

namespace Fleet.Grains.Metrics;

/// <summary>A metric between grains: one key, or several that are one metric.</summary>
/// <param name="Id">Of the key that gives it its name.</param>
/// <param name="Key">Its name.</param>
/// <param name="Kind">A <see cref="MetricKind"/>.</param>
/// <param name="Unit">May be empty.</param>
/// <param name="FirstSeenMs">By any of its keys.</param>
/// <param name="DisplayName">Empty for none.</param>
/// <param name="Description">Empty for none.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.MetricInfo")]
public sealed record MetricInfo(
    [property: Id(0)] int Id,
    [property: Id(1)] string Key,
    [property: Id(2)] int Kind,
    [property: Id(3)] string Unit,
    [property: Id(4)] long FirstSeenMs,
    [property: Id(5)] string DisplayName,
    [property: Id(6)] string Description)
{
    /// <summary>Earlier names, by number; devices may send them still.</summary>
    [Id(7)]
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Numbers of the earlier names.</summary>
    [Id(8)]
    public IReadOnlyList<int> AliasIds { get; init; } = [];

    [Id(9)]
    public double? Min { get; init; }

    [Id(10)]
    public double? Max { get; init; }

    /// <summary>See <see cref="MetricDefinition.SentKinds"/>; of all its keys.</summary>
    [Id(11)]
    public int SentKinds { get; init; }

    /// <summary>See <see cref="MetricDefinition.KindSinceMs"/>.</summary>
    [Id(12)]
    public long KindSinceMs { get; init; }

    public MetricKind MetricKind => (MetricKind)Kind;

    public bool IsNumeric => MetricDefinition.IsNumericKind(MetricKind);

    public ValidRange Range => new(Min, Max);

    /// <summary>What is stored of it.</summary>
    public StoredMetric Stored => new([Id, .. AliasIds], Range);

    /// <summary>All names that it goes by.</summary>
    public IEnumerable<string> Names => Aliases.Prepend(Key);

    /// <summary>The metrics that a project's keys make, by name.</summary>
    public static IReadOnlyList<MetricInfo> Of(IEnumerable<MetricDefinition> keys) =>
        [.. keys.GroupBy(key => key.Owner).Select(Of).OrderBy(metric => metric.Key, StringComparer.Ordinal)];

    /// <summary>What the names of metrics stand for; names that no metric goes by are left out.</summary>
    /// <param name="metrics">Of the project.</param>
    /// <param name="names">Lower case.</param>
    public static Dictionary<string, StoredMetric> Find(IEnumerable<MetricInfo> metrics, IReadOnlySet<string> names) => metrics
        .SelectMany(metric => metric.Names.Where(names.Contains).Select(name => (Name: name, metric.Stored)))
        .ToDictionary(found => found.Name, found => found.Stored, StringComparer.Ordinal);

    private static MetricInfo Of(IGrouping<int, MetricDefinition> keys)
    {
        var named = keys.First(key => key.Id == keys.Key);
        var others = keys.Where(key => key.Id != keys.Key).OrderBy(key => key.Id).ToList();
        return new MetricInfo(
            named.Id, named.Key, (int)named.Kind, named.Unit, keys.Min(key => key.FirstSeenMs), named.DisplayName, named.Description)
        {
            Aliases = [.. others.Select(key => key.Key)],
            AliasIds = [.. others.Select(key => key.Id)],
            Min = named.Range.Min,
            Max = named.Range.Max,
            SentKinds = keys.Aggregate(0, (kinds, key) => kinds | key.SentKinds),
            KindSinceMs = named.KindSinceMs,
        };
    }
}
