using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Spooling;

/// <summary>How much disk attachments of each type may take while they wait: a flood of one never costs another its room.</summary>
internal sealed record SpoolLimits(long Coredumps, long Logs, long Recordings)
{
    public static readonly SpoolLimits Default = new(Coredumps: 96L << 20, Logs: 32L << 20, Recordings: 32L << 20);

    public long Of(EntryType type) => type switch
    {
        EntryType.Coredump => Coredumps,
        EntryType.LogFile => Logs,
        EntryType.Recording => Recordings,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "has no attachment"),
    };
}
