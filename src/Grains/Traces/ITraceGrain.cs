using Orleans.Concurrency;

namespace Fleet.Grains.Traces;

/// <summary>Makes traces of one shard's log. Key: <c>traces/{shard}</c>.</summary>
[Alias("fleet.ITraceGrain")]
public interface ITraceGrain : IGrainWithStringKey
{
    /// <summary>There may be something to do. Losing a call is harmless.</summary>
    [OneWay]
    [Alias("Wake")]
    Task Wake();

    /// <summary>Takes up all that the shard's projection has, and returns when that is done and the checkpoint says so.</summary>
    [Alias("CatchUp")]
    Task CatchUp();
}
