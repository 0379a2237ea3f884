namespace Fleet.DeviceAgent.Sync;

/// <summary>What came of one exchange with the server, of as many requests as it took.</summary>
/// <param name="Error">Null when all that could be sent was.</param>
/// <param name="Acknowledged">Entries that are the server's now.</param>
/// <param name="Rejected">Entries that the server will never take.</param>
/// <param name="RetryAfter">When it failed: what the server asked for.</param>
/// <param name="ComeBack">When it succeeded: what the server asked for, or when attachments that failed are tried again.</param>
/// <param name="AttachmentError">Why attachments still wait that may be sent; the entries without one are with the server all the same.</param>
internal sealed record SyncResult(
    string? Error,
    int Acknowledged,
    int Rejected,
    TimeSpan? RetryAfter = null,
    TimeSpan? ComeBack = null,
    string? AttachmentError = null)
{
    public bool Succeeded => Error is null;
}
