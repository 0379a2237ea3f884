using Fleet.Domain.Metrics;

namespace Fleet.Gateway.Web.Cohorts;

/// <summary>A range of time that the fleet's chart can show.</summary>
public sealed record FleetRange(string Name, string Text, TimeSpan Length)
{
    public static IReadOnlyList<FleetRange> All { get; } =
    [
        new("24h", "24 hours", TimeSpan.FromHours(24)),
        new("7d", "7 days", TimeSpan.FromDays(7)),
        new("30d", "30 days", TimeSpan.FromDays(30)),
        new("365d", "a year", TimeSpan.FromDays(365)),
    ];

    /// <summary>By name; the day for any other.</summary>
    public static FleetRange Of(string name) => All.FirstOrDefault(r => r.Name == name) ?? All[0];

    /// <summary>Days where hours would be too many to see.</summary>
    public Resolution Usual => Length > TimeSpan.FromDays(7) ? Resolution.Day : Resolution.Hour;
}
