using Fleet.Domain.Intake;

namespace Fleet.Grains.Intake;

/// <summary>Readings on their way from a gateway to the device's intake.</summary>
[GenerateSerializer]
[Immutable]
[Alias("fleet.IntakeDelivery")]
public sealed record IntakeDelivery([property: Id(0)] IntakeBatch Batch);
