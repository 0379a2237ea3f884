namespace Fleet.Grains.Observations;

/// <summary>Where an observation is, and what it is found by without being read.</summary>
/// <param name="Project">Of the device.</param>
/// <param name="DeviceId">The event log's number for the device.</param>
/// <param name="Type">An <c>EntryType</c>.</param>
/// <param name="Cursor">Where it is.</param>
/// <param name="Id">Of the crash (also that of its coredump), log file or recording: 32 hexadecimal digits; empty when it has none.</param>
/// <param name="Blob">SHA-256 of the attachment, hexadecimal; empty when it has none.</param>
/// <param name="BlobBytes">Its length.</param>
public readonly record struct ObservationIndexEntry(
    string Project, long DeviceId, int Type, ObservationCursor Cursor, string Id, string Blob, long BlobBytes);
