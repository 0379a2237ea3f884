namespace Fleet.Grains.EventLog;

/// <summary>What went in one step.</summary>
/// <param name="Batches">How many.</param>
/// <param name="Bytes">Of their payloads.</param>
public readonly record struct DroppedFront(long Batches, long Bytes);
