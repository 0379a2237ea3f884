using System.Collections.Immutable;

namespace Fleet.Symbolication.Core;


/// <summary>What our agent adds to a core; see docs/design/coredump-format.md.</summary>
public sealed record DeviceNotes
{
    /// <summary>Null when its note is missing or malformed.</summary>
    public DeviceProcess? Process { get; init; }

    /// <summary>By the ids of the core.</summary>
    public ImmutableDictionary<int, string> ThreadNames { get; init; } = ImmutableDictionary<int, string>.Empty;

    /// <summary>Of the thread that crashed, as the device found them, the innermost first.</summary>
    public ImmutableArray<DeviceFrame> Frames { get; init; } = [];

    /// <summary>The last lines of the device's log: JSON, the answer of the daemon's control socket to <c>tail</c>, not looked at. Empty when there is none.</summary>
    public ReadOnlyMemory<byte> Log { get; init; }

    /// <summary>Entries of <c>.eh_frame</c> for the frames of all threads.</summary>
    public ImmutableArray<DeviceUnwindEntry> Unwind { get; init; } = [];
}
