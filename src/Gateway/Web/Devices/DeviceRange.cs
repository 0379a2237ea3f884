namespace Fleet.Gateway.Web.Devices;

/// <summary>A range of time that a device's charts can show.</summary>
/// <param name="Name">In the page's address.</param>
/// <param name="Text">For people.</param>
/// <param name="Length">Up to now.</param>
/// <param name="BinMs">Stretch of time that one point of a chart stands for.</param>
/// <param name="RefreshSeconds">How often the page is worth reading again.</param>
public sealed record DeviceRange(string Name, string Text, TimeSpan Length, long BinMs, int RefreshSeconds)
{
    private const long SecondMs = 1000;
    private const long MinuteMs = 60 * SecondMs;

    public static IReadOnlyList<DeviceRange> All { get; } =
    [
        new("1h", "1 hour", TimeSpan.FromHours(1), 30 * SecondMs, 10),
        new("24h", "24 hours", TimeSpan.FromHours(24), 10 * MinuteMs, 30),
        new("7d", "7 days", TimeSpan.FromDays(7), 60 * MinuteMs, 300),
    ];

    /// <summary>By name; the day for any other.</summary>
    public static DeviceRange Of(string name) => All.FirstOrDefault(r => r.Name == name) ?? All[1];
}
