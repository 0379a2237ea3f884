using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Sync;

/// <summary>What came of one request.</summary>
internal abstract record SyncAnswer
{
    /// <summary>The server answered as the protocol says.</summary>
    internal sealed record Accepted(SyncReply Reply) : SyncAnswer;

    /// <summary>The server cannot use this batch as it is: too large, or not decodable. It took nothing.</summary>
    internal sealed record Refused(string Reason) : SyncAnswer;

    /// <summary>The server does not take this content coding.</summary>
    internal sealed record CodingRefused(string Reason) : SyncAnswer;

    /// <summary>Nothing is wrong with the batch as far as one knows: try again later.</summary>
    /// <param name="Reason">For the log.</param>
    /// <param name="RetryAfter">What the server asked for.</param>
    /// <param name="IsBadReply">Somebody answered with success who is not the server.</param>
    /// <param name="IsCutOff">The connection broke, or the batch did not come through in time: a smaller one may.</param>
    internal sealed record Failed(string Reason, TimeSpan? RetryAfter = null, bool IsBadReply = false, bool IsCutOff = false) : SyncAnswer;
}
