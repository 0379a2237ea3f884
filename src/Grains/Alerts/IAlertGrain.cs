using Orleans.Concurrency;

namespace Fleet.Grains.Alerts;

/// <summary>Evaluates the alerts of one shard's devices. Key: <c>alerts/{shard}</c>.</summary>
[Alias("fleet.IAlertGrain")]
public interface IAlertGrain : IGrainWithStringKey
{
    /// <summary>There may be something to do. Losing a call is harmless.</summary>
    [OneWay]
    [Alias("Wake")]
    Task Wake();

    /// <summary>Evaluates all that the shard's projection has, and the timers as of now, and returns when that is done and the checkpoint says so.</summary>
    [Alias("CatchUp")]
    Task CatchUp();
}
