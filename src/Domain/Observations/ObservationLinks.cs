using Fleet.Protocol.Attachments;
using Fleet.Protocol.Coredumps;
using Fleet.Protocol.Logs;
using Fleet.Protocol.Recordings;

namespace Fleet.Domain.Observations;

/// <summary>What of an observation others go by: the id that it has or is about, and its attachment.</summary>
/// <param name="Id">Of the crash, also that of its coredump, of the log file, of the recording; null for those that have none.</param>
/// <param name="Content">Null for those that have none.</param>
public readonly record struct ObservationLinks(Guid? Id, Attachment? Content)
{
    public static ObservationLinks Of(object? body) => body switch
    {
        Crash crash => new(crash.Id, null),
        Coredump core => new(core.Id, core.Content),
        LogFile log => new(log.Cid, log.Content),
        Recording recording => new(recording.Id, recording.Content),
        _ => default,
    };
}
