using Fleet.Domain.Traces;
using Fleet.Domain.Traces.Issues;
using Fleet.Grains.Observations;
using Fleet.Protocol.Sync;

namespace Fleet.Grains.Traces;

/// <summary>A trace as lists show it and issues count it. Its stack is with the observation that it came from, or with the stacks that were made of cores.</summary>
public sealed record TraceRow
{
    public required string Project { get; init; }

    /// <summary>Where the observation is that it came from.</summary>
    public required ObservationCursor Cursor { get; init; }

    /// <summary>The event log's number for the device.</summary>
    public required long DeviceId { get; init; }

    /// <summary>Of the device in its shard.</summary>
    public required int Ordinal { get; init; }

    /// <summary>Of the software that failed.</summary>
    public required string SoftwareType { get; init; }

    public required string SoftwareVersion { get; init; }

    /// <summary>That the device had when the trace was taken up.</summary>
    public required string Hardware { get; init; }

    /// <summary>A reboot, a trace or a crash.</summary>
    public required EntryType Kind { get; init; }

    /// <summary>Null for what is no crash.</summary>
    public Guid? CrashId { get; init; }

    /// <summary>That it counts for, which another may stand for; 0 when the project had no room for its issue.</summary>
    public required long Issue { get; init; }

    /// <summary>Those that it has and had, the newest first.</summary>
    public required IReadOnlyList<TraceSignature> Signatures { get; init; }

    /// <summary>Where exactly it failed (L0), as <c>Signature.ToString</c> has it.</summary>
    public required string Exact { get; init; }

    public required TraceStage Stage { get; init; }

    /// <summary>Crash class.</summary>
    public required string Class { get; init; }

    public required string Title { get; init; }

    /// <summary>Files that would make its stack better. Lists have no names of them.</summary>
    public IReadOnlyList<MissingModule> Missing { get; init; } = [];

    /// <summary>Serial of the device. Empty where a row is written, and of a device that is not there any more.</summary>
    public string Serial { get; init; } = "";
}
