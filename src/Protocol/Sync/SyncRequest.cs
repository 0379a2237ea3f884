using Fleet.Protocol.Devices;

namespace Fleet.Protocol.Sync;

/// <summary>A device's batch: the body of <c>POST /device/v1/sync</c>.</summary>
public sealed record SyncRequest
{
    public required DeviceIdentity Device { get; init; }

    public required AgentIdentity Agent { get; init; }

    /// <summary>Boots and software versions that the entries name. The first is the device's at the time of the upload; never empty.</summary>
    public required IReadOnlyList<Origin> Origins { get; init; }

    /// <summary>The device's wall clock as it sends, milliseconds since 1970 UTC.</summary>
    public required long WallMs { get; init; }

    /// <summary>Monotonic milliseconds since boot as it sends.</summary>
    public required long UptimeMs { get; init; }

    /// <summary>Random id of the agent's queue: numbers are unique within it. Never zero.</summary>
    public required ulong Epoch { get; init; }

    public IReadOnlyList<SyncEntry> Entries { get; init; } = [];

    /// <summary>Encoded key tables that the server asked for.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Tables { get; init; } = [];

    /// <summary>Revision of the configuration that the device runs; 0 when it never had one.</summary>
    public long ConfigurationRevision { get; init; }
}
