using Fleet.Domain.Traces.Issues;
using Fleet.Grains.Observations;

namespace Fleet.Grains.Traces;

/// <summary>A crash that somebody works on until a time.</summary>
/// <param name="Project">Whose.</param>
/// <param name="CrashId">Of the crash, and of its core.</param>
/// <param name="Shard">Of its device.</param>
/// <param name="DeviceId">The event log's number for the device.</param>
/// <param name="Serial">Of its device.</param>
/// <param name="Tries">How often it was taken, this time included. Who ends the work says it.</param>
/// <param name="HasCore">Whether a core came; else there is only the summary.</param>
/// <param name="Reason">Why it is on the list, for people.</param>
/// <param name="Cursor">Where its observation is.</param>
/// <param name="SoftwareType">Of the software that failed.</param>
/// <param name="SoftwareVersion">Of the software that failed.</param>
/// <param name="Signatures">Those that it has and had.</param>
public sealed record TakenTrace(
    string Project,
    Guid CrashId,
    int Shard,
    long DeviceId,
    string Serial,
    int Tries,
    bool HasCore,
    string Reason,
    ObservationCursor Cursor,
    string SoftwareType,
    string SoftwareVersion,
    IReadOnlyList<TraceSignature> Signatures);
