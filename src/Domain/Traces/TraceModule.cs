namespace Fleet.Domain.Traces;

/// <summary>A program or library that was mapped, whether or not a frame is in it.</summary>
/// <param name="Path">As the process saw it; empty when unknown.</param>
/// <param name="BuildId">GNU build-id, lower-case hexadecimal; empty when it has none or is not known.</param>
/// <param name="Start">Its first address.</param>
/// <param name="Size">Bytes from there to its last.</param>
/// <param name="Files">What of it was here when the trace was made.</param>
public sealed record TraceModule(string Path, string BuildId, ulong Start, ulong Size, TraceModuleFiles Files);
