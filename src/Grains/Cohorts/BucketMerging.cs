namespace Fleet.Grains.Cohorts;

/// <summary>The pace of merging.</summary>
internal static class BucketMerging
{
    /// <summary>Stale buckets merged in one round. Late data of a fleet can make thousands stale at once.</summary>
    public const int BucketsPerRound = 64;

    /// <summary>
    /// Between two rounds. The parts change several times a second under load; merging them five times a second keeps two levels well
    /// within a second of the truth.
    /// </summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
}
