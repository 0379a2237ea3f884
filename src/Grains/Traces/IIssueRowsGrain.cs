using Orleans.Concurrency;

namespace Fleet.Grains.Traces;

/// <summary>Makes the rows of a project's issues from what the shards count and what the issues are. Key: <c>issue-rows/{project}</c>.</summary>
[Alias("fleet.IIssueRowsGrain")]
public interface IIssueRowsGrain : IGrainWithStringKey
{
    /// <summary>Rows may be stale. Losing a call is harmless.</summary>
    [OneWay]
    [Alias("Wake")]
    Task Wake();

    /// <summary>Makes again what is stale, some thousand rows at most, and returns when that is done.</summary>
    [Alias("CatchUp")]
    Task CatchUp();
}
