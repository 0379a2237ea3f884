namespace Fleet.Grains.Alerts;

/// <summary>Which incidents are asked for.</summary>
/// <param name="Project">Whose.</param>
/// <param name="Status">Null for all.</param>
/// <param name="AlertId">Null for all.</param>
/// <param name="Serial">Of the device; empty for all.</param>
/// <param name="BeforeId">Those with smaller numbers; <see cref="long.MaxValue"/> from the newest on.</param>
public sealed record IncidentQuery(string Project, IncidentStatus? Status = null, int? AlertId = null, string Serial = "", long BeforeId = long.MaxValue);
