namespace Fleet.Grains.Devices;

/// <summary>What a change came to.</summary>
/// <param name="Outcome">A <c>DeviceChangeOutcome</c>.</param>
/// <param name="Device">As it is then; null when there is none.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.ChangedDevice")]
public sealed record ChangedDevice([property: Id(0)] int Outcome, [property: Id(1)] DeviceRecord? Device);
