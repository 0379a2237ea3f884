using System.Buffers.Text;
using System.Text;

namespace Fleet.DeviceAgent.Collectd;

/// <summary>What a request line and its header fields say, as far as a sink for posted bodies cares.</summary>
/// <remarks>RFC 9112, without what it allows for old clients: bare line feeds, folded lines, more than one length.</remarks>
internal readonly record struct HttpRequestHead
{
    public static ReadOnlySpan<byte> End => "\r\n\r\n"u8;

    public bool IsPost { get; private init; }

    public bool IsPath { get; private init; }

    public bool IsJson { get; private init; }

    /// <summary>Of the body; null when it is not said in advance.</summary>
    public int? ContentLength { get; private init; }

    public bool KeepsAlive { get; private init; }

    /// <summary>The client waits to hear that its body is wanted.</summary>
    public bool ExpectsContinue { get; private init; }

    /// <summary>Reads all up to the empty line.</summary>
    /// <param name="text">Lines, the last without its end.</param>
    /// <param name="path">The only one there is.</param>
    /// <param name="head">What it says.</param>
    /// <returns>False when it is no head of HTTP/1.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, ReadOnlySpan<byte> path, out HttpRequestHead head)
    {
        head = default;
        var isFirst = true;
        foreach (var range in text.Split("\r\n"u8))
        {
            var line = text[range];
            if (isFirst ? !TryParseRequest(line, path, ref head) : !TryParseField(line, ref head))
            {
                return false;
            }

            isFirst = false;
        }

        return true;
    }

    private static bool TryParseRequest(ReadOnlySpan<byte> line, ReadOnlySpan<byte> path, ref HttpRequestHead head)
    {
        var first = line.IndexOf((byte)' ');
        var last = line.LastIndexOf((byte)' ');
        if (first <= 0 || last == first || !line[(last + 1)..].StartsWith("HTTP/1."u8))
        {
            return false;
        }

        head = new HttpRequestHead
        {
            IsPost = line[..first].SequenceEqual("POST"u8),
            IsPath = line[(first + 1)..last].SequenceEqual(path),
            KeepsAlive = line[(last + 1)..].SequenceEqual("HTTP/1.1"u8),
        };
        return true;
    }

    private static bool TryParseField(ReadOnlySpan<byte> line, ref HttpRequestHead head)
    {
        var colon = line.IndexOf((byte)':');
        if (colon <= 0 || line[..colon].IndexOfAny(" \t"u8) >= 0)
        {
            return false;
        }

        var name = line[..colon];
        var value = line[(colon + 1)..].Trim(" \t"u8);
        if (Ascii.EqualsIgnoreCase(name, "content-length"u8))
        {
            if (head.ContentLength is not null || !Utf8Parser.TryParse(value, out uint length, out var used) || used != value.Length || length > int.MaxValue)
            {
                return false;
            }

            head = head with { ContentLength = (int)length };
        }
        else if (Ascii.EqualsIgnoreCase(name, "content-type"u8))
        {
            head = head with { IsJson = value.Length >= 16 && Ascii.EqualsIgnoreCase(value[..16], "application/json"u8) };
        }
        else if (Ascii.EqualsIgnoreCase(name, "connection"u8) && Ascii.EqualsIgnoreCase(value, "close"u8))
        {
            head = head with { KeepsAlive = false };
        }
        else if (Ascii.EqualsIgnoreCase(name, "expect"u8))
        {
            head = head with { ExpectsContinue = Ascii.EqualsIgnoreCase(value, "100-continue"u8) };
        }

        return true;
    }
}
