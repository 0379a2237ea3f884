using Fleet.Domain.Alerts;
using Fleet.Domain.Devices.Filters;
using Fleet.Grains.Sets;

namespace Fleet.Grains.Alerts;

/// <summary>What an alert may be.</summary>
public static class AlertRules
{
    /// <summary>Alerts of one project. A report is compared with those only that it matches; all are in memory, some megabytes.</summary>
    public const int MaxAlerts = 10_000;

    private const long HourMs = 3_600_000;

    /// <param name="alert">To be.</param>
    /// <param name="place">Goes before the field, where it is one of several.</param>
    /// <exception cref="ArgumentException">The alert is none; the message begins with the field.</exception>
    public static void Check(AlertDefinition alert, string place = "")
    {
        try
        {
            Check(alert);
        }
        catch (ArgumentException e) when (place.Length > 0)
        {
            throw new ArgumentException($"{place}{e.Message}", e);
        }
    }

    private static void Check(AlertDefinition alert)
    {
        DeviceSetRules.CheckName(alert.Name);
        DeviceSetRules.CheckDescription(alert.Description);
        Read("condition", () => AlertCondition.Parse(alert.Condition));
        if (Read("scope", () => DeviceFilterParser.Parse(alert.Scope)) is var scope && scope.WindowConditions.Any())
        {
            throw new ArgumentException($"scope: '{scope.WindowConditions.First()}' looks back over reports, which an alert's scope cannot: it is asked with each report");
        }

        CheckDelay("start_delay", alert.StartDelayMs);
        CheckDelay("end_delay", alert.EndDelayMs);
    }

    private static T Read<T>(string field, Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (DeviceFilterException e)
        {
            throw new ArgumentException($"{field}: {e.Message}", e);
        }
    }

    private static void CheckDelay(string field, long delayMs)
    {
        if (delayMs is < 0 or > AlertDelays.MaxMs)
        {
            throw new ArgumentException($"{field}: 0 to {AlertDelays.MaxMs / HourMs} hours");
        }
    }
}
