using Fleet.Grains.Metrics;
using Orleans.Concurrency;

namespace Fleet.Grains.Cohorts;

/// <summary>A project's buckets over all its cohorts. Key: <c>fleet/{project}</c>.</summary>
[Alias("fleet.IFleetGrain")]
public interface IFleetGrain : IGrainWithStringKey
{
    /// <summary>Buckets may be stale. Losing a call is harmless.</summary>
    [OneWay]
    [Alias("Wake")]
    Task Wake();

    /// <summary>Buckets of one metric, merged up to the call, those of the cohorts first.</summary>
    [Alias("Query")]
    Task<SeriesAnswer> Query(SeriesQuery query);
}
