namespace Fleet.Grains.Management;

/// <summary>A bulk change and how far it is. Stored as JSON by field name.</summary>
/// <param name="Id">1, 2, 3 ... of the project.</param>
/// <param name="Order">What is done.</param>
/// <param name="StartedAtMs">Milliseconds since 1970 UTC: what times ago in the filter count from.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.BulkJob")]
public sealed record BulkJob([property: Id(0)] long Id, [property: Id(1)] BulkOrder Order, [property: Id(2)] long StartedAtMs)
{
    /// <summary>A <see cref="BulkJobState"/>.</summary>
    [Id(3)]
    public int State { get; init; } = (int)BulkJobState.Running;

    /// <summary>Devices that matched when it began; null before.</summary>
    [Id(4)]
    public long? Total { get; init; }

    /// <summary>Devices that are as wanted now.</summary>
    [Id(5)]
    public long Done { get; init; }

    /// <summary>Devices that are not.</summary>
    [Id(6)]
    public long Failed { get; init; }

    /// <summary>The last serial that was tried; serials before it are not looked at again.</summary>
    [Id(7)]
    public string Cursor { get; init; } = "";

    /// <summary>Serials that come next. Written before they are tried: after a crash the same are tried again, and each counts once.</summary>
    [Id(8)]
    public IReadOnlyList<string> Pending { get; init; } = [];

    /// <summary>The first of what went wrong.</summary>
    [Id(9)]
    public IReadOnlyList<BulkError> Errors { get; init; } = [];

    /// <summary>Milliseconds since 1970 UTC; 0 while it runs.</summary>
    [Id(10)]
    public long EndedAtMs { get; init; }

    public bool IsRunning => State == (int)BulkJobState.Running;
}
