using System.Globalization;
using Fleet.DeviceAgent.Host;

namespace Fleet.DeviceAgent.Battery;

/// <summary>
/// Reads the batteries of <c>/sys/class/power_supply</c> (Documentation/ABI/testing/sysfs-class-power): the mean charge of all that power the
/// device, and a state: charging when one of them is, discharging only when one is and no charger is online.
/// </summary>
internal sealed class BatteryCollector(SystemSource source, BatteryTracker tracker) : ISystemCollector
{
    /// <summary>More than any device has; bounds a round of samples.</summary>
    private const int MaxSupplies = 16;

    private (double Percent, BatteryState State)? _reading;

    public string Name => "battery";

    public void Read()
    {
        _reading = null;
        var folder = source.Sys("class/power_supply");
        var percents = new List<double>();
        var states = new HashSet<BatteryState>();
        var isOnline = false;
        foreach (var supply in Directory.Exists(folder) ? Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).Take(MaxSupplies) : [])
        {
            // Batteries of mice and headsets have the scope "Device".
            if (Word(supply, "type") is not { } type || Word(supply, "scope") == "Device")
            {
                continue;
            }

            if (type != "Battery")
            {
                isOnline |= Word(supply, "online") is { } online && online != "0";
            }
            else if (Word(supply, "capacity") is { } capacity)
            {
                if (!double.TryParse(capacity, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var percent))
                {
                    source.Files.Malformed(Path.Combine(supply, "capacity"));
                    continue;
                }

                percents.Add(percent);
                states.Add(StateOf(Word(supply, "status")));
            }
        }

        if (percents.Count > 0)
        {
            // One battery that is out of range is refused, not averaged away.
            var percent = percents.Find(value => value is < 0 or > BatteryTracker.MostPercent) is not 0 and var bad ? bad : percents.Average();
            _reading = (Rounding.Hundredths(percent), StateOf(states, isOnline));
        }
    }

    public void Record(long at)
    {
        if (_reading is { } reading)
        {
            tracker.Sample(reading.Percent, reading.State);
        }
    }

    private string? Word(string supply, string name) => source.Files.ReadQuietly(Path.Combine(supply, name))?.Trim();

    private static BatteryState StateOf(string? status) => status switch
    {
        "Discharging" => BatteryState.Discharging,
        "Charging" => BatteryState.Charging,
        "Full" => BatteryState.Full,
        "Not charging" => BatteryState.NotCharging,
        _ => BatteryState.Unknown,
    };

    private static BatteryState StateOf(HashSet<BatteryState> states, bool isOnline) =>
        states.Contains(BatteryState.Charging) ? BatteryState.Charging
        : states.Contains(BatteryState.Discharging) ? isOnline ? BatteryState.NotCharging : BatteryState.Discharging
        : states.Contains(BatteryState.NotCharging) ? BatteryState.NotCharging
        : states.Contains(BatteryState.Full) ? BatteryState.Full
        : isOnline ? BatteryState.NotCharging
        : BatteryState.Unknown;
}
