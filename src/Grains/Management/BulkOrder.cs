using Fleet.Grains.Devices;

namespace Fleet.Grains.Management;

/// <summary>What is to be done with each device that matches a filter.</summary>
/// <param name="Filter">Which devices; not empty.</param>
/// <param name="Change">What is to be otherwise; null when they are to be deleted.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.BulkOrder")]
public sealed record BulkOrder([property: Id(0)] string Filter, [property: Id(1)] WantedDevice? Change);
