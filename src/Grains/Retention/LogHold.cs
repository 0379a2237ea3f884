namespace Fleet.Grains.Retention;

/// <summary>What keeps batches in the event log.</summary>
/// <param name="Project">Whose; empty when it is of the server.</param>
/// <param name="Reason">For people.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.LogHold")]
public sealed record LogHold([property: Id(0)] string Project, [property: Id(1)] string Reason);
