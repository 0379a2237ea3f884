using Fleet.Domain.Traces;
using Fleet.Domain.Traces.Issues;
using Fleet.Grains.Observations;
using Fleet.Protocol.Sync;

namespace Fleet.Grains.Traces;

/// <summary>A trace on its way from the log to its issue.</summary>
internal sealed record PendingTrace
{
    public required string Project { get; init; }

    public required ObservationCursor Cursor { get; init; }

    public required long DeviceId { get; init; }

    public required string SoftwareType { get; init; }

    public required string SoftwareVersion { get; init; }

    public required EntryType Kind { get; init; }

    public Guid? CrashId { get; init; }

    public TraceStage Stage { get; init; } = TraceStage.Told;

    /// <summary>What its row is to show.</summary>
    public required KnownStackRow Shown { get; init; }

    public TraceArrival Arrival => new(Shown.Signatures, SoftwareType, SoftwareVersion, Shown.Class, Shown.Title);

    public TraceRow RowOf(TraceDevice device, long issue) => new()
    {
        Project = Project,
        Cursor = Cursor,
        DeviceId = DeviceId,
        Ordinal = device.Ordinal,
        SoftwareType = SoftwareType,
        SoftwareVersion = SoftwareVersion,
        Hardware = device.Hardware,
        Kind = Kind,
        CrashId = CrashId,
        Issue = issue,
        Signatures = Shown.Signatures,
        Exact = Shown.Exact,
        Stage = Stage,
        Class = Shown.Class,
        Title = Shown.Title,
        Missing = Shown.Missing,
    };
}
