namespace Fleet.Grains.Devices;

/// <summary>A device as lists and searches see it: one row of the read model, written by its shard's projection.</summary>
public sealed record DeviceView
{
    /// <summary>The event log's number for the device.</summary>
    public required long DeviceId { get; init; }

    public required int Shard { get; init; }

    /// <summary>Dense number of the device in its shard, from 0, in the order of their first batches: its place in sets of devices.</summary>
    public required int Ordinal { get; init; }

    public required string Project { get; init; }

    public required string Serial { get; init; }

    public required string Cohort { get; init; }

    /// <summary>Given by a person; empty when none.</summary>
    public string Nickname { get; init; } = "";

    public required string HardwareVersion { get; init; }

    public required string SoftwareType { get; init; }

    public required string SoftwareVersion { get; init; }

    /// <summary>Whether it was created ahead of its first contact and waits for it.</summary>
    public bool IsPending => LastSeenMs == 0;

    /// <summary>Milliseconds since 1970 UTC, server time; 0 while it is pending.</summary>
    public required long FirstSeenMs { get; init; }

    /// <summary>Milliseconds since 1970 UTC, server time; 0 while it is pending.</summary>
    public required long LastSeenMs { get; init; }

    /// <summary>Revision of the configuration that the device confirmed; 0 when none.</summary>
    public long ConfigurationRevision { get; init; }

    /// <summary>Revision of what is set for this device alone; 0 when nothing ever was. It is to run the sum of this and its project's revision.</summary>
    public long SettingsRevision { get; init; }

    /// <summary>Encoded <c>LatestValues</c>; empty in lists.</summary>
    public byte[] Latest { get; init; } = [];
}
