namespace Fleet.Grains.EventLog;

/// <summary>Where a shard of the log begins, and what went of it.</summary>
/// <param name="FirstKept">Rows with a lower position are gone.</param>
/// <param name="GoneBeforeMs">Rows that were received before it may be gone, milliseconds since 1970 UTC; all others are there. 0 while none are gone.</param>
/// <param name="Batches">That went since the log was made.</param>
/// <param name="Bytes">Of their payloads.</param>
public readonly record struct ShardFront(long FirstKept, long GoneBeforeMs, long Batches, long Bytes);
