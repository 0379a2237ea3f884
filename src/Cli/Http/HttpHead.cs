using System.Buffers.Text;
using System.Text;

namespace Fleet.Cli.Http;

/// <summary>The status line and the few headers that frame a reply (RFC 9112, sections 4 and 6).</summary>
internal readonly record struct HttpHead
{
    private HttpHead(int status) => Status = status;

    public int Status { get; }

    /// <summary>Bytes of the body; -1 when it is chunked.</summary>
    public int ContentLength { get; private init; }

    public TimeSpan? RetryAfter { get; private init; }

    public bool KeepAlive { get; private init; }

    /// <param name="head">From the status line up to, without, the empty line.</param>
    /// <param name="maxBody">The longest body that is taken.</param>
    /// <exception cref="HttpReplyException">Not HTTP/1.x, or a body of unknown or excessive length.</exception>
    public static HttpHead Parse(ReadOnlySpan<byte> head, int maxBody)
    {
        var line = NextLine(ref head);
        if (line.Length < 12 || !line.StartsWith("HTTP/1."u8) || !Utf8Parser.TryParse(line.Slice(9, 3), out int status, out var digits) || digits != 3)
        {
            throw new HttpReplyException($"not an HTTP/1.1 reply: it begins with '{Printable(line)}'");
        }

        var keepAlive = line[7] == (byte)'1';
        var length = status is 204 or 304 ? 0 : (int?)null;
        TimeSpan? retryAfter = null;
        while (!head.IsEmpty)
        {
            line = NextLine(ref head);
            var colon = line.IndexOf((byte)':');
            if (colon < 1)
            {
                throw new HttpReplyException($"'{Printable(line)}' is not a header");
            }

            var name = line[..colon];
            var value = line[(colon + 1)..].Trim(" \t"u8);
            if (Is(name, "Content-Length"u8))
            {
                length = Utf8Parser.TryParse(value, out int announced, out var used) && used == value.Length && announced >= 0 && announced <= maxBody
                    ? announced
                    : throw new HttpReplyException($"Content-Length '{Printable(value)}', expected 0 to {maxBody}");
            }
            else if (Is(name, "Transfer-Encoding"u8))
            {
                length = Is(value, "chunked"u8) ? -1 : throw new HttpReplyException($"Transfer-Encoding '{Printable(value)}' is not supported");
            }
            else if (Is(name, "Connection"u8))
            {
                keepAlive = !Is(value, "close"u8);
            }
            else if (Is(name, "Retry-After"u8) && Utf8Parser.TryParse(value, out int seconds, out _) && seconds >= 0)
            {
                retryAfter = TimeSpan.FromSeconds(seconds);
            }
        }

        return new HttpHead(status)
        {
            ContentLength = length ?? throw new HttpReplyException($"status {status} with neither Content-Length nor chunks"),
            RetryAfter = retryAfter,
            KeepAlive = keepAlive,
        };
    }

    private static ReadOnlySpan<byte> NextLine(ref ReadOnlySpan<byte> head)
    {
        var end = head.IndexOf("\r\n"u8);
        var line = end < 0 ? head : head[..end];
        head = end < 0 ? [] : head[(end + 2)..];
        return line;
    }

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> expected) => Ascii.EqualsIgnoreCase(text, expected);

    private static string Printable(ReadOnlySpan<byte> bytes) =>
        string.Concat(Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, 40)]).Select(c => char.IsAsciiLetterOrDigit(c) || c is >= ' ' and < (char)127 ? c : '.'));
}
