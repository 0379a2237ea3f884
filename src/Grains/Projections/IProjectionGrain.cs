using Orleans.Concurrency;

namespace Fleet.Grains.Projections;

/// <summary>Keeps one shard's read models up with the log. Key: <c>projection/{shard}</c>.</summary>
[Alias("fleet.IProjectionGrain")]
public interface IProjectionGrain : IGrainWithStringKey
{
    /// <summary>There may be something to do. Losing a call is harmless.</summary>
    [OneWay]
    [Alias("Wake")]
    Task Wake();

    /// <summary>Returns when everything that was in the log at the time of the call is in the read models.</summary>
    [Alias("CatchUp")]
    Task CatchUp();
}
