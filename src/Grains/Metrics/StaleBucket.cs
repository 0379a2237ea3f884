using Fleet.Domain.Metrics;

namespace Fleet.Grains.Metrics;

/// <summary>A merged bucket that its parts have moved on from.</summary>
/// <param name="Project">Of the bucket.</param>
/// <param name="Cohort">Empty for the fleet's bucket.</param>
/// <param name="Bucket">Hour or day.</param>
/// <param name="Stamp">
/// Counts the changes of the parts. Read before the parts are, and handed back with the merge, it keeps an older merge from overwriting a
/// newer one.
/// </param>
public sealed record StaleBucket(string Project, string Cohort, Bucket Bucket, long Stamp);
