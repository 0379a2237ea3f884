namespace Fleet.Domain.Devices.Filters;

/// <summary>One question about a window, the same for all conditions that its answer decides.</summary>
/// <param name="Metric">Key, lower case.</param>
/// <param name="LengthMs">Reports that ended at most so long ago.</param>
/// <param name="EqualTo">Value whose reports are counted; null when none are.</param>
public readonly record struct WindowKey(string Metric, long LengthMs, double? EqualTo);
