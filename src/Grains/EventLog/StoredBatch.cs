namespace Fleet.Grains.EventLog;

/// <param name="Sequence">1, 2, 3 ... of the device.</param>
/// <param name="Format">Of the payload.</param>
/// <param name="Payload">Encoded batch.</param>
public sealed record StoredBatch(long Sequence, int Format, byte[] Payload);
