using Fleet.Grains.Metrics;

namespace Fleet.Grains.Columns;

/// <summary>A question about one metric that column files answer.</summary>
public sealed record ColumnQuery
{
    public required string Project { get; init; }

    public required int MetricId { get; init; }

    /// <summary>Reports that end from here on, milliseconds since 1970 UTC.</summary>
    public required long FromMs { get; init; }

    /// <summary>Reports that end before.</summary>
    public required long ToMs { get; init; }

    /// <summary>Length of a point, from 1970 on; 0 for one point of the whole range, which then starts at <see cref="FromMs"/>.</summary>
    public long StepMs { get; init; }

    /// <summary>Only reports that were taken while the device was in this cohort; null for all.</summary>
    public string? Cohort { get; init; }

    /// <summary>Only reports that this software captured; null for all.</summary>
    public SoftwareKey? Software { get; init; }

    public ColumnGrouping Grouping { get; init; }

    /// <summary>Null for every device.</summary>
    public ColumnSelection? Selection { get; init; }

    /// <summary>Devices whose rows do not count: they were deleted. The reader of the catalog sets it.</summary>
    public IReadOnlyList<long> Deleted { get; init; } = [];

    /// <summary>Each in 0..1.</summary>
    public IReadOnlyList<double> Quantiles { get; init; } = [];

    /// <summary>Null for all groups.</summary>
    public ColumnRanking? Ranking { get; init; }
}
