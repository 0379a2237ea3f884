namespace Fleet.Grains.Columns;

/// <summary>Sums of two metrics over the reports that carry both, of one group and point.</summary>
/// <param name="Group">Cohort, or type of the software; empty without grouping.</param>
/// <param name="Version">Of the software; else empty.</param>
/// <param name="StartMs">Begin of the point, milliseconds since 1970 UTC.</param>
/// <param name="Devices">Distinct devices of these reports.</param>
/// <param name="First">Sum of the metric that was asked for.</param>
/// <param name="Second">Sum of the other.</param>
public readonly record struct PairedSums(string Group, string Version, long StartMs, long Devices, double First, double Second);
