namespace Fleet.Grains.Traces;

/// <summary>What a trace says of its device.</summary>
/// <param name="DeviceId">The event log's number for it.</param>
/// <param name="Ordinal">In its shard.</param>
/// <param name="Hardware">Version of its hardware.</param>
public readonly record struct TraceDevice(long DeviceId, int Ordinal, string Hardware);
