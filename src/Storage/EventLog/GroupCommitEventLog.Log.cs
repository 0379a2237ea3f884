using Microsoft.Extensions.Logging;

namespace Fleet.Storage.EventLog;

internal sealed partial class GroupCommitEventLog
{
    [LoggerMessage(2001, LogLevel.Error, "Commit of {Appends} appends failed")]
    private partial void LogCommitFailed(Exception cause, int appends);

    [LoggerMessage(2002, LogLevel.Information, "The event log answers again")]
    private partial void LogRecovered();

    [LoggerMessage(2003, LogLevel.Error, "An observer of shard {Shard} failed; it will find the rows later")]
    private partial void LogObserverFailed(Exception cause, int shard);
}
