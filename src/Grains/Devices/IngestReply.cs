using Fleet.Protocol.Sync;

namespace Fleet.Grains.Devices;

/// <summary>What became of a batch.</summary>
[GenerateSerializer]
[Immutable]
[Alias("fleet.IngestReply")]
public sealed record IngestReply(
    [property: Id(0)] IReadOnlyList<NumberRange> Acknowledged,
    [property: Id(1)] IReadOnlyList<Rejection> Rejected);
