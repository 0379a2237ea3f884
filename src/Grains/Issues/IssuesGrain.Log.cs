using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Issues;

internal sealed partial class IssuesGrain
{
    [LoggerMessage(1941, LogLevel.Warning, "Issues of {Project}: sequence {Sequence} is stale (attempt {Attempt}); loading again")]
    private partial void LogConflict(string project, long sequence, int attempt);

    [LoggerMessage(1942, LogLevel.Warning, "Issues of {Project}: outcome of an append is unknown: {Reason}")]
    private partial void LogUnknownOutcome(string project, string reason);

    [LoggerMessage(1943, LogLevel.Information, "Issues of {Project}: no snapshot: {Reason}")]
    private partial void LogSnapshotLost(string project, string reason);

    [LoggerMessage(1944, LogLevel.Warning, "Issues of {Project}: lists could not be told what changed; it is tried again: {Reason}")]
    private partial void LogMarksAway(string project, string reason);
}
