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

    /// <summary>Buckets of one metric, merged from what the cohorts have merged up to the call.</summary>
    [Alias("Query")]
    Task<IReadOnlyList<SeriesPoint>> Query(SeriesQuery query);
}
