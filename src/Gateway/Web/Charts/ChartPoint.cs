namespace Fleet.Gateway.Web.Charts;

/// <summary>One point of a line: where it is, and how far the values behind it reached.</summary>
public readonly record struct ChartPoint(long AtMs, double Value, double Low, double High);
