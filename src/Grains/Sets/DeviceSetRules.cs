using Fleet.Domain.Devices.Filters;
using Fleet.Protocol.Devices;

namespace Fleet.Grains.Sets;

/// <summary>What a device set may be.</summary>
public static class DeviceSetRules
{
    /// <summary>Sets of one project: each is asked of each device whenever something of the device changes.</summary>
    public const int MaxSets = 100;

    /// <summary>Characters of a description: some paragraphs.</summary>
    public const int MaxDescriptionLength = 2_000;

    /// <summary>Metric that each set has: how many devices are in it.</summary>
    public const string SizeMetric = "fleet.set.size";

    /// <exception cref="ArgumentException">The name is none; the message begins with the field.</exception>
    public static void CheckName(string name)
    {
        // Dots alone are what clients resolve away in a path.
        if (!DeviceSerial.IsValid(name) || name is "." or "..")
        {
            throw new ArgumentException($"name: must match {DeviceSerial.Pattern}, and be neither . nor ..");
        }
    }

    /// <exception cref="ArgumentException">The text is no filter; the message begins with the field and names the column.</exception>
    public static void CheckFilter(string filter)
    {
        try
        {
            DeviceFilterParser.Parse(filter);
        }
        catch (DeviceFilterException e)
        {
            throw new ArgumentException($"filter: {e.Message}", e);
        }
    }

    /// <summary>Null when a newer version of this program stored the filter: its set stays as it is. <see cref="DeviceSetCopies"/> reports it.</summary>
    internal static DeviceFilter? FilterOf(DeviceSetDefinition set)
    {
        try
        {
            return DeviceFilterParser.Parse(set.Filter);
        }
        catch (DeviceFilterException)
        {
            return null;
        }
    }

    /// <exception cref="ArgumentException">The text is too long, or the store cannot hold it; the message begins with the field.</exception>
    public static void CheckDescription(string description)
    {
        if (description.Length > MaxDescriptionLength)
        {
            throw new ArgumentException($"description: has {description.Length} characters, at most {MaxDescriptionLength} allowed");
        }

        if (description.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("description: must not contain the character NUL");
        }
    }
}
