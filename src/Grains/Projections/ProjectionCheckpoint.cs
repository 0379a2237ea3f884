using Fleet.Domain.Metrics;

namespace Fleet.Grains.Projections;

/// <param name="Position">Of the last row that the read models hold; 0 when none.</param>
/// <param name="NextOrdinal">For the next device of the shard that is seen for the first time.</param>
/// <param name="Frozen">What stayed when the read models were last made anew. No commit changes it.</param>
public readonly record struct ProjectionCheckpoint(long Position, int NextOrdinal, FrozenBuckets Frozen = default);
