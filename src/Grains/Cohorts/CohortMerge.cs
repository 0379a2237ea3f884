using Fleet.Domain.Metrics;
using Fleet.Grains.Metrics;

namespace Fleet.Grains.Cohorts;

/// <summary>The merges that lead from partials to a cohort's buckets and from these to the fleet's. Pure; the order of what comes out has no meaning.</summary>
internal static class CohortMerge
{
    /// <summary>Per software and metric, and per metric over all software.</summary>
    public static IReadOnlyList<StoredRollup> OfPartials(string cohort, IReadOnlyList<StoredRollup> partials)
    {
        var merged = new Dictionary<(string Type, string Version, int Metric), MetricRollup>();
        foreach (var partial in partials)
        {
            var part = StoredRollups.Read(partial.Rollup);
            Add(merged, (partial.Software.Type, partial.Software.Version, partial.MetricId), part);
            Add(merged, ("", "", partial.MetricId), part);
        }

        return [.. merged.Select(m => new StoredRollup(cohort, new SoftwareKey(m.Key.Type, m.Key.Version), m.Key.Metric, m.Value.ToArray()))];
    }

    /// <summary>Per software and metric, over all shards: the same sum in fewer parts.</summary>
    public static IReadOnlyList<StoredRollup> OfShards(string cohort, IReadOnlyList<StoredRollup> partials)
    {
        var merged = new Dictionary<(SoftwareKey Software, int Metric), MetricRollup>();
        foreach (var partial in partials)
        {
            Add(merged, (partial.Software, partial.MetricId), StoredRollups.Read(partial.Rollup));
        }

        return [.. merged.Select(m => new StoredRollup(cohort, m.Key.Software, m.Key.Metric, m.Value.ToArray()))];
    }

    /// <summary>Per metric over all cohorts.</summary>
    public static IReadOnlyList<StoredRollup> OfCohorts(IReadOnlyList<StoredRollup> cohorts)
    {
        var merged = new Dictionary<int, MetricRollup>();
        foreach (var cohort in cohorts)
        {
            Add(merged, cohort.MetricId, StoredRollups.Read(cohort.Rollup));
        }

        return [.. merged.Select(m => new StoredRollup("", SoftwareKey.All, m.Key, m.Value.ToArray()))];
    }

    private static void Add<TKey>(Dictionary<TKey, MetricRollup> merged, TKey key, MetricRollup part)
        where TKey : notnull
    {
        if (!merged.TryGetValue(key, out var sum))
        {
            sum = new MetricRollup();
            merged.Add(key, sum);
        }

        sum.Merge(part);
    }
}
