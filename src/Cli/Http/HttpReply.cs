namespace Fleet.Cli.Http;

/// <summary>A reply of the server.</summary>
/// <param name="Status">E.g. 200.</param>
/// <param name="Body">Valid until the next exchange on the connection.</param>
/// <param name="RetryAfter">What <c>Retry-After</c> said in seconds, if it did.</param>
/// <param name="KeepAlive">Whether the connection can carry another request.</param>
internal readonly record struct HttpReply(int Status, ReadOnlyMemory<byte> Body, TimeSpan? RetryAfter, bool KeepAlive)
{
    public bool IsSuccess => Status is >= 200 and < 300;
}
