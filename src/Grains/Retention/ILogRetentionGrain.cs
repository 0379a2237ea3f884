using Orleans.Concurrency;

namespace Fleet.Grains.Retention;

/// <summary>Drops the front of the event log, which is of all projects together. Key: <see cref="GrainKeys.LogRetention"/>.</summary>
[Alias("fleet.ILogRetentionGrain")]
public interface ILogRetentionGrain : IGrainWithStringKey
{
    /// <summary>There may be something to do. Losing a call is harmless.</summary>
    [OneWay]
    [Alias("Wake")]
    Task Wake();

    /// <summary>Drops all that nothing needs any more, and returns when that is done.</summary>
    [Alias("Run")]
    Task Run();

    /// <summary>What keeps batches in the log, as the last run found it; none before the first run of the process.</summary>
    [Alias("Holds")]
    Task<IReadOnlyList<LogHold>> Holds();
}
