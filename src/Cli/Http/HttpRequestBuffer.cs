using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Fleet.Cli.Http;

/// <summary>The bytes of one POST, put together in memory that is used again.</summary>
internal sealed class HttpRequestBuffer
{
    private readonly byte[] _head;
    private readonly ArrayBufferWriter<byte> _body = new(1024);
    private byte[] _request = new byte[2048];
    private int _length;

    /// <param name="server">Base address; its path comes before <paramref name="path"/>.</param>
    /// <param name="path">E.g. <c>/device/v1/sync</c>.</param>
    /// <param name="contentType">Of the bodies.</param>
    /// <param name="bearer">Key for the Authorization header, or null for none.</param>
    public HttpRequestBuffer(Uri server, string path, string contentType, string? bearer)
    {
        var authorization = bearer is null ? "" : $"Authorization: Bearer {bearer}\r\n";
        _head = Encoding.ASCII.GetBytes(
            $"POST {server.AbsolutePath.TrimEnd('/')}{path} HTTP/1.1\r\nHost: {server.Authority}\r\n{authorization}Content-Type: {contentType}\r\nContent-Length: ");
    }

    /// <summary>The whole request, after <see cref="Complete"/>.</summary>
    public ReadOnlyMemory<byte> Request => _request.AsMemory(0, _length);

    public int BodyLength => _body.WrittenCount;

    /// <summary>Starts another body.</summary>
    public IBufferWriter<byte> Begin()
    {
        _body.ResetWrittenCount();
        return _body;
    }

    public void Complete()
    {
        const int MaxDigits = 10;
        var room = _head.Length + MaxDigits + 4 + _body.WrittenCount;
        if (_request.Length < room)
        {
            _request = new byte[2 * room];
        }

        _head.CopyTo(_request, 0);
        Utf8Formatter.TryFormat(_body.WrittenCount, _request.AsSpan(_head.Length), out var digits);
        var at = _head.Length + digits;
        "\r\n\r\n"u8.CopyTo(_request.AsSpan(at));
        _body.WrittenSpan.CopyTo(_request.AsSpan(at + 4));
        _length = at + 4 + _body.WrittenCount;
    }
}
