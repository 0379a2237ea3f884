namespace Fleet.Grains.Alerts;

/// <summary>The alerts of a project as those who evaluate them have them.</summary>
/// <param name="Revision">Of the definitions; 0 when there never was an alert.</param>
/// <param name="Alerts">By name.</param>
public sealed record StoredAlerts(long Revision, IReadOnlyList<AlertDefinition> Alerts);
