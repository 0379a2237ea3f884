namespace Fleet.Grains.Observations;

/// <summary>An observation and the batch that holds it, still encoded.</summary>
public sealed record StoredObservation(ObservationCursor Cursor, string Serial, int Format, byte[] Payload);
