namespace Fleet.Grains.Alerts;

/// <summary>Where the alerts of a shard stand.</summary>
/// <param name="Position">Of the last row of the log that was evaluated; 0 before the first.</param>
/// <param name="Commits">How many there were: time opens incidents too, without any row.</param>
public readonly record struct AlertCheckpoint(long Position, long Commits);
