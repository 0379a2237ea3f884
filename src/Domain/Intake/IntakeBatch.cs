namespace Fleet.Domain.Intake;

/// <summary>Readings of one device.</summary>
/// <param name="SoftwareType">That it ran.</param>
/// <param name="SoftwareVersion">That it ran.</param>
/// <param name="HardwareVersion">That it is.</param>
/// <param name="Points">In the order of arrival.</param>
public sealed record IntakeBatch(string SoftwareType, string SoftwareVersion, string HardwareVersion, IReadOnlyList<IntakePoint> Points);
