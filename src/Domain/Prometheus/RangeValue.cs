namespace Fleet.Domain.Prometheus;

/// <summary>A range that is asked for by itself, at one time.</summary>
/// <param name="Series">Those with samples in the range.</param>
public sealed record RangeValue(IReadOnlyList<SampleSeries> Series) : PromValue;
