namespace Fleet.Grains.Metrics;

/// <summary>Where a report stands among those of its device.</summary>
/// <param name="CapturedAtMs">Milliseconds since 1970 UTC.</param>
/// <param name="Position">Of the log row that holds it.</param>
/// <param name="Index">Of the event in its batch.</param>
public readonly record struct ReportCursor(long CapturedAtMs, long Position, int Index);
