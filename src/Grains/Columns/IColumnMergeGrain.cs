using Orleans.Concurrency;

namespace Fleet.Grains.Columns;

/// <summary>Keeps a project's column files few. Key: <c>column-merge/{project}</c>.</summary>
[Alias("fleet.IColumnMergeGrain")]
public interface IColumnMergeGrain : IGrainWithStringKey
{
    /// <summary>There may be something to do. Losing a call is harmless.</summary>
    [OneWay]
    [Alias("Wake")]
    Task Wake();

    /// <summary>Merges what is to be merged now, and returns when that is done.</summary>
    [Alias("Merge")]
    Task Merge();
}
