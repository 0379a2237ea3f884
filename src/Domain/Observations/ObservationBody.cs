using Fleet.Protocol;
using Fleet.Protocol.Coredumps;
using Fleet.Protocol.Logs;
using Fleet.Protocol.Reboots;
using Fleet.Protocol.Recordings;
using Fleet.Protocol.Sync;
using Fleet.Protocol.Telemetry;
using Fleet.Protocol.Traces;

namespace Fleet.Domain.Observations;

/// <summary>Bodies of the entries that are kept as they came.</summary>
public static class ObservationBody
{
    /// <summary>Types of entries that are observations.</summary>
    public static IReadOnlyList<EntryType> Types { get; } =
    [
        EntryType.Reboot, EntryType.Trace, EntryType.Crash, EntryType.Coredump, EntryType.LogFile, EntryType.Recording, EntryType.Telemetry,
    ];

    /// <returns>The decoded body; null when the type is not one of an observation.</returns>
    /// <exception cref="ProtocolException">The body is not what its type says.</exception>
    public static object? Decode(EntryType type, ReadOnlyMemory<byte> body) => type switch
    {
        EntryType.Reboot => Reboot.Decode(body),
        EntryType.Trace => Trace.Decode(body),
        EntryType.Crash => Crash.Decode(body),
        EntryType.Coredump => Coredump.Decode(body),
        EntryType.LogFile => LogFile.Decode(body),
        EntryType.Recording => Recording.Decode(body),
        EntryType.Telemetry => TelemetryBlock.Decode(body),
        _ => null,
    };

    /// <returns>False when the type is not one of an observation.</returns>
    /// <exception cref="ProtocolException">The body is not what its type says.</exception>
    public static bool TryCheck(EntryType type, ReadOnlyMemory<byte> body) => Decode(type, body) is not null;
}
