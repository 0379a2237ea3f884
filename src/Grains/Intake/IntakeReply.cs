namespace Fleet.Grains.Intake;

/// <summary>What became of a batch of readings: durable when it is told.</summary>
/// <param name="Accepted">Readings that were added up.</param>
/// <param name="Repeated">Readings that the device had brought before.</param>
/// <param name="Rejected">How many were refused, by reason.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.IntakeReply")]
public sealed record IntakeReply(
    [property: Id(0)] int Accepted,
    [property: Id(1)] int Repeated,
    [property: Id(2)] IReadOnlyDictionary<string, int> Rejected);
