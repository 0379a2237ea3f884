namespace Fleet.Cli.Simulation;

/// <param name="Elapsed">Since the start.</param>
/// <param name="Uploads">Acknowledged until now.</param>
internal readonly record struct LoadProgress(TimeSpan Elapsed, long Uploads);
