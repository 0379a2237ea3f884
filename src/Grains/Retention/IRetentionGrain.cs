using Orleans.Concurrency;

namespace Fleet.Grains.Retention;

/// <summary>Removes what a project does not keep any longer. Key: <c>retention/{project}</c>.</summary>
[Alias("fleet.IRetentionGrain")]
public interface IRetentionGrain : IGrainWithStringKey
{
    /// <summary>There may be something to do. Losing a call is harmless.</summary>
    [OneWay]
    [Alias("Wake")]
    Task Wake();

    /// <summary>Moves the horizons to where they are to be now, removes all behind them, and returns when that is done.</summary>
    [Alias("Run")]
    Task Run();
}
