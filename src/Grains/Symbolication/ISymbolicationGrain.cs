using Orleans.Concurrency;

namespace Fleet.Grains.Symbolication;

/// <summary>Works off one shard's list of crashes whose stacks are to be made. Key: <c>symbolication/{shard}</c>.</summary>
[Alias("fleet.ISymbolicationGrain")]
public interface ISymbolicationGrain : IGrainWithStringKey
{
    /// <summary>There may be something to do. Losing a call is harmless.</summary>
    [OneWay]
    [Alias("Wake")]
    Task Wake();

    /// <summary>Works off what is due, and returns when nothing is.</summary>
    [Alias("CatchUp")]
    Task CatchUp();

    /// <summary>Returns when all that was placed by rules of before the call is in rows, or never will be.</summary>
    [Alias("Settle")]
    Task Settle();
}
