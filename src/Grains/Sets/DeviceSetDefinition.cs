namespace Fleet.Grains.Sets;

/// <summary>A saved filter.</summary>
/// <param name="Id">Of the set in its project; never given again.</param>
/// <param name="Name">Of the set, unique in its project.</param>
/// <param name="Filter">A text that <c>DeviceFilterParser</c> reads.</param>
/// <param name="Description">For people.</param>
/// <param name="CreatedAtMs">Milliseconds since 1970 UTC.</param>
/// <param name="FilterRevision">The project's revision at which the set got this filter.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.DeviceSetDefinition")]
public sealed record DeviceSetDefinition(
    [property: Id(0)] int Id,
    [property: Id(1)] string Name,
    [property: Id(2)] string Filter,
    [property: Id(3)] string Description,
    [property: Id(4)] long CreatedAtMs,
    [property: Id(5)] long FilterRevision);
