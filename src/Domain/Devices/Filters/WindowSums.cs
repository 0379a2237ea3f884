namespace Fleet.Domain.Devices.Filters;

/// <summary>What the reports of one device in a window add up to. There is at least one.</summary>
/// <param name="Count">Values: samples of distributions, else reports.</param>
/// <param name="Sum">Of the values; a gauge counts with its time-weighted mean.</param>
/// <param name="Min">Least value in any report.</param>
/// <param name="Max">Greatest value in any report.</param>
/// <param name="Least">Of the reports' values: a gauge's mean, a counter's value, a distribution's mean.</param>
/// <param name="Greatest">Of the reports' values.</param>
/// <param name="Equal">Reports whose value is <see cref="WindowKey.EqualTo"/>; 0 when it is null.</param>
public readonly record struct WindowSums(long Count, double Sum, double Min, double Max, double Least, double Greatest, long Equal);
