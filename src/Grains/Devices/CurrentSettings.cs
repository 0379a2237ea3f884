using Fleet.Domain.Devices;

namespace Fleet.Grains.Devices;

/// <summary>What is set for one device, and what it runs.</summary>
/// <param name="Revision">Of <paramref name="Settings"/>; 0 when nothing was ever set. The device is told the sum of this and the project's.</param>
/// <param name="Settings">What people set.</param>
/// <param name="Confirmed">The sum that the device confirmed; 0 when none.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.CurrentSettings")]
public sealed record CurrentSettings(
    [property: Id(0)] long Revision,
    [property: Id(1)] DeviceSettings Settings,
    [property: Id(2)] long Confirmed);
