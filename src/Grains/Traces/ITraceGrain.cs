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

    /// <summary>Returns when all that was placed by rules of before the call is in rows, or never will be.</summary>
    [Alias("Settle")]
    Task Settle();
}
