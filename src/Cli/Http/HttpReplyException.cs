namespace Fleet.Cli.Http;

/// <summary>What came back is not an HTTP/1.1 reply that this client understands. The connection is of no more use.</summary>
internal sealed class HttpReplyException(string message) : IOException(message);
