namespace Fleet.Grains.Traces;

/// <summary>What a run of a shard's rows adds to its traces, in one transaction.</summary>
public sealed record TraceCommit
{
    public required int Shard { get; init; }

    /// <summary>Where the shard's traces must stand; else nothing is written.</summary>
    public required long Expected { get; init; }

    public required long Next { get; init; }

    /// <summary>Of the horizons that <see cref="NewTrace.IsKept"/> was decided by; others refuse the commit.</summary>
    public required long RetentionEpoch { get; init; }

    /// <summary>Milliseconds since 1970 UTC.</summary>
    public required long AtMs { get; init; }

    /// <summary>Devices that were deleted, by the log's number. They lose all rows that are there; what the run says of them is not in it.</summary>
    public IReadOnlyCollection<long> Deleted { get; init; } = [];

    public IReadOnlyList<NewTrace> Traces { get; init; } = [];

    public IReadOnlyList<ObservedCore> Cores { get; init; } = [];
}
