namespace Fleet.DeviceAgent.Export;

/// <summary>What an export holds.</summary>
internal sealed record ExportResult(int Entries, int Attachments, long Bytes);
