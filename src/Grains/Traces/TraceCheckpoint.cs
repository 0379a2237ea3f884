using Fleet.Domain.Metrics;

namespace Fleet.Grains.Traces;

/// <summary>Where a shard's traces stand.</summary>
/// <param name="Position">Of the last row of the log that they have; 0 when none.</param>
/// <param name="Frozen">Days that stayed when the read models were last made anew. No commit changes it.</param>
public readonly record struct TraceCheckpoint(long Position, FrozenBuckets Frozen = default);
