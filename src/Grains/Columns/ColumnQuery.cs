using Fleet.Domain.Metrics;
using Fleet.Grains.Metrics;

namespace Fleet.Grains.Columns;

/// <summary>A question about one metric that column files answer.</summary>
public sealed record ColumnQuery
{
    public required string Project { get; init; }

    public required int MetricId { get; init; }

    /// <summary>Numbers of the metric's earlier names, whose values are its too.</summary>
    public IReadOnlyList<int> AliasIds { get; init; } = [];

    /// <summary>Reports with values outside do not count.</summary>
    public ValidRange Range { get; init; }

    /// <summary>All numbers that the metric's values are stored under.</summary>
    public IEnumerable<int> MetricIds => AliasIds.Prepend(MetricId);

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

    /// <summary>Whether the points' minima and maxima are asked for: without, gauges are read without their extremes, and those of a point mean nothing.</summary>
    public bool Bounds { get; init; } = true;

    /// <summary>Null for all groups.</summary>
    public ColumnRanking? Ranking { get; init; }

    /// <summary>The same question about another metric.</summary>
    public ColumnQuery About(StoredMetric metric) => this with { MetricId = metric.Id, AliasIds = [.. metric.Ids.Skip(1)], Range = metric.Range };
}
