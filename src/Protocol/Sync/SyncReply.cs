using Fleet.Protocol.Metrics;

namespace Fleet.Protocol.Sync;

/// <summary>The server's answer to a batch. An entry that is neither acknowledged nor rejected stays in the agent's queue.</summary>
public sealed record SyncReply
{
    /// <summary>Entries that are durable now, in order, as disjoint ranges.</summary>
    public IReadOnlyList<NumberRange> Acknowledged { get; init; } = [];

    public IReadOnlyList<Rejection> Rejected { get; init; } = [];

    /// <summary>Key tables to send along with the entries that name them, at once.</summary>
    public IReadOnlyList<TableHash> UnknownTables { get; init; } = [];

    /// <summary>Present when the server's revision is not the one the device runs.</summary>
    public DeviceConfiguration? Configuration { get; init; }

    /// <summary>The server's wall clock, milliseconds since 1970 UTC.</summary>
    public required long ServerTimeMs { get; init; }

    /// <summary>When to come back at the latest, in milliseconds from now; 0 leaves it to the device's report interval.</summary>
    public long ComeBackMs { get; init; }

    /// <summary>What the server asks for and the device has not answered yet.</summary>
    public IReadOnlyList<DeviceRequest> Requests { get; init; } = [];
}
