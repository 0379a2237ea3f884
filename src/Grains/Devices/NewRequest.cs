namespace Fleet.Grains.Devices;

/// <summary>Something to ask a device for.</summary>
/// <param name="Kind">A <c>RequestKind</c>.</param>
/// <param name="FromMs">Start of the stretch; 0 where the kind has none.</param>
/// <param name="ToMs">Its end, excluded; 0 where the kind has none.</param>
/// <param name="Subject">Id of the crash; empty where the kind has none.</param>
/// <param name="ExpiryMs">For how long it stands; null for the default.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.NewRequest")]
public sealed record NewRequest(
    [property: Id(0)] int Kind,
    [property: Id(1)] long FromMs,
    [property: Id(2)] long ToMs,
    [property: Id(3)] Guid Subject,
    [property: Id(4)] long? ExpiryMs);
