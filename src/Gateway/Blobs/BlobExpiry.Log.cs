namespace Fleet.Gateway.Blobs;

internal sealed partial class BlobExpiry
{
    [LoggerMessage(3201, LogLevel.Information, "Expired {Uploads} uploads and {Blobs} blobs that nothing referred to")]
    private partial void LogExpired(int uploads, int blobs);

    [LoggerMessage(3202, LogLevel.Warning, "Looking for expired attachments failed; the next round looks again")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(3203, LogLevel.Warning, "{Failures} attachments could not be looked at or removed and stay; the first: {Reason}")]
    private partial void LogFailures(int failures, string reason);
}
