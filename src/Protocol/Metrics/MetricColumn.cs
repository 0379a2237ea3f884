namespace Fleet.Protocol.Metrics;

/// <summary>One place of a key table.</summary>
/// <param name="Key">At most 128 characters of <c>[A-Za-z0-9._:/@%+-]</c>; case does not count.</param>
/// <param name="Kind">What the report's value at this place is.</param>
/// <param name="Unit">E.g. <c>ms</c>, <c>%</c>, <c>By</c>; empty when not known.</param>
public sealed record MetricColumn(string Key, MetricKind Kind, string Unit = "");
