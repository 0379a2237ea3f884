using Fleet.Grains.Devices;

namespace Fleet.Grains;

/// <summary>How long idle grains stay in memory, where the default does not fit.</summary>
public static class GrainLifetimes
{
    /// <summary>Name of the class that Orleans collects device grains by.</summary>
    public static string DeviceClass => typeof(DeviceGrain).FullName!;

    /// <summary>Devices report hourly: shorter, and every report would load its device anew.</summary>
    public static TimeSpan Device { get; } = TimeSpan.FromMinutes(150);
}
