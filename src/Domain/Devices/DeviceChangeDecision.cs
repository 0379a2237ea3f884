namespace Fleet.Domain.Devices;

/// <param name="Outcome">What the change comes to.</param>
/// <param name="Batch">To be made durable; null when nothing is.</param>
public sealed record DeviceChangeDecision(DeviceChangeOutcome Outcome, DeviceBatch? Batch);
