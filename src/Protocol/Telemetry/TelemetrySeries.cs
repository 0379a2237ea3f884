namespace Fleet.Protocol.Telemetry;

/// <summary>One metric at every step of a <see cref="TelemetryBlock"/>.</summary>
/// <param name="Key">Of the metric.</param>
/// <param name="Unit">Empty when not known.</param>
/// <param name="Values">One for each step from the start on; null where nothing was observed. May be shorter than others.</param>
public sealed record TelemetrySeries(string Key, string Unit, IReadOnlyList<double?> Values);
