using System.Globalization;
using Fleet.Domain.Alerts;

namespace Fleet.Grains.Alerts;

/// <summary>What timelines say, for people. Times are the device's, UTC.</summary>
internal static class IncidentText
{
    public const string Withdrawn = "values that came late say that it never was";

    public const string LeftScope = "the device is no longer in the alert's scope";

    public const string AlertChanged = "the alert was changed, disabled or deleted";

    public const string Gone = "the alert or the device is gone";

    public static string Silence(IncidentSpan span) => $"matched last at {Time(span.LastMs)}, and nothing came since";

    public static string Closed(IncidentSpan span) => $"closed at {Time(span.ClosedMs!.Value)}; matched last at {Time(span.LastMs)}";

    public static string Amended(IncidentSpan before, IncidentSpan now) =>
        $"values came late: opened at {Time(now.OpenedMs)} (was {Time(before.OpenedMs)}), {End(now)} (was {End(before)})";

    private static string End(IncidentSpan span) => span.ClosedMs is { } closed ? $"closed at {Time(closed)}" : "open";

    private static string Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
