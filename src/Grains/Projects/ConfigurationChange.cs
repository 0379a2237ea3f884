namespace Fleet.Grains.Projects;

/// <summary>What a change of a project's configuration says. What is null stays, also if someone else changes it at the same time.</summary>
/// <param name="ReportIntervalMs">0 leaves the interval to the device.</param>
/// <param name="Monitoring">Whether reports are sent.</param>
/// <param name="Debugging">Whether coredumps, traces and recordings are sent.</param>
/// <param name="Logging">Whether logs are sent without being asked for.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.ConfigurationChange")]
public sealed record ConfigurationChange(
    [property: Id(0)] long? ReportIntervalMs = null,
    [property: Id(1)] bool? Monitoring = null,
    [property: Id(2)] bool? Debugging = null,
    [property: Id(3)] bool? Logging = null);
