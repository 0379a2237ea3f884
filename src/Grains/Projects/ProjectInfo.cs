namespace Fleet.Grains.Projects;

/// <summary>A project and what it asks of its devices.</summary>
/// <param name="Name">See <c>ProjectName</c>.</param>
/// <param name="ConfigurationRevision">Grows with every change of what follows.</param>
/// <param name="ReportIntervalMs">0 leaves the interval to the device.</param>
/// <param name="Monitoring">Reports are sent.</param>
/// <param name="Debugging">Coredumps, traces and recordings are sent.</param>
/// <param name="Logging">Logs are sent without being asked for.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.ProjectInfo")]
public sealed record ProjectInfo(
    [property: Id(0)] string Name,
    [property: Id(1)] long ConfigurationRevision,
    [property: Id(2)] long ReportIntervalMs,
    [property: Id(3)] bool Monitoring,
    [property: Id(4)] bool Debugging,
    [property: Id(5)] bool Logging);
