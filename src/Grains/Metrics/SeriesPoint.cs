namespace Fleet.Grains.Metrics;

/// <summary>One bucket of a series.</summary>
/// <param name="StartMs">Milliseconds since 1970 UTC.</param>
/// <param name="Reports">Reports that carried the metric.</param>
/// <param name="Population">Distinct devices that contributed.</param>
/// <param name="Count">Values: samples of a distribution, else reports.</param>
/// <param name="Sum">Of the values, correctly rounded.</param>
/// <param name="Min">Least value observed.</param>
/// <param name="Max">Greatest value observed.</param>
/// <param name="Mean">Sum by count.</param>
/// <param name="Quantiles">In the order asked for; relative error at most 1 %.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.SeriesPoint")]
public sealed record SeriesPoint(
    [property: Id(0)] long StartMs,
    [property: Id(1)] long Reports,
    [property: Id(2)] long Population,
    [property: Id(3)] long Count,
    [property: Id(4)] double Sum,
    [property: Id(5)] double Min,
    [property: Id(6)] double Max,
    [property: Id(7)] double Mean,
    [property: Id(8)] double[] Quantiles);
