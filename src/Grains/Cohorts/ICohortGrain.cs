using Fleet.Grains.Metrics;
using Orleans.Concurrency;

namespace Fleet.Grains.Cohorts;

/// <summary>A cohort's buckets. Key: <c>cohort/{project}/{cohort}</c>.</summary>
[Alias("fleet.ICohortGrain")]
public interface ICohortGrain : IGrainWithStringKey
{
    /// <summary>Buckets may be stale. Losing a call is harmless.</summary>
    [OneWay]
    [Alias("Wake")]
    Task Wake();

    /// <summary>Merges what is stale of a question's range, as far as a question can wait for it.</summary>
    /// <returns>How many buckets of the range are still stale.</returns>
    [Alias("Merge")]
    Task<int> Merge(int resolution, long fromMs, long toMs);

    /// <summary>Buckets of one metric, merged up to the call.</summary>
    [Alias("Query")]
    Task<SeriesAnswer> Query(SeriesQuery query);

    /// <summary>Software that contributed in a range.</summary>
    [Alias("Software")]
    Task<IReadOnlyList<SoftwareInfo>> Software(int resolution, long fromMs, long toMs);
}
