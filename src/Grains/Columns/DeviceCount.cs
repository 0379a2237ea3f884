namespace Fleet.Grains.Columns;

/// <summary>Devices of one group and point.</summary>
/// <param name="Group">Cohort, or type of the software; empty without grouping.</param>
/// <param name="Version">Of the software; else empty.</param>
/// <param name="StartMs">Begin of the point, milliseconds since 1970 UTC.</param>
/// <param name="Devices">That reported the metric.</param>
/// <param name="Positive">Those of them whose values sum to more than 0.</param>
public readonly record struct DeviceCount(string Group, string Version, long StartMs, long Devices, long Positive);
