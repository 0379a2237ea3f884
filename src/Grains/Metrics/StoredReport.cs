namespace Fleet.Grains.Metrics;

/// <summary>A report and the batch that holds it, still encoded.</summary>
public sealed record StoredReport(ReportCursor Cursor, int Format, byte[] Payload);
