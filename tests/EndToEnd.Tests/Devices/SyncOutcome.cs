using System.Net;
using Fleet.Protocol.Sync;

namespace Fleet.EndToEnd.Tests.Devices;

/// <summary>What came of one upload.</summary>
/// <param name="Status">Null when no answer came: the connection was refused or broke.</param>
/// <param name="Reply">With 200 only.</param>
/// <param name="RetryAfter">As the server said it.</param>
/// <param name="Text">What the server said, when it was no reply.</param>
internal sealed record SyncOutcome(HttpStatusCode? Status, SyncReply? Reply = null, TimeSpan? RetryAfter = null, string Text = "")
{
    public SyncReply Expect200() => Reply ?? throw new InvalidOperationException($"expected a reply, got {(Status is { } status ? (int)status : "no answer")}: {Text}");
}
