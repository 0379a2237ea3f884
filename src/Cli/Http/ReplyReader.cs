using System.Buffers.Text;

namespace Fleet.Cli.Http;

/// <summary>Reads replies one after the other from a stream, with a bound on everything the server could send.</summary>
internal sealed class ReplyReader(Stream stream)
{
    public const int MaxHead = 16 * 1024;
    public const int MaxBody = 1024 * 1024;

    private byte[] _buffer = new byte[2048];
    private int _start;
    private int _end;

    /// <exception cref="HttpReplyException">Not a reply, or one beyond the bounds.</exception>
    /// <exception cref="EndOfStreamException">The server closed the connection before the reply was whole.</exception>
    public async ValueTask<HttpReply> ReadAsync(CancellationToken cancellation)
    {
        var length = await FindAsync("\r\n\r\n"u8.ToArray(), MaxHead, cancellation);
        var head = HttpHead.Parse(_buffer.AsSpan(_start, length), MaxBody);
        _start += length + 4;
        if (head.ContentLength < 0)
        {
            return new HttpReply(head.Status, await ReadChunksAsync(cancellation), head.RetryAfter, head.KeepAlive);
        }

        await FillAsync(head.ContentLength, cancellation);
        var body = _buffer.AsMemory(_start, head.ContentLength);
        _start += head.ContentLength;
        return new HttpReply(head.Status, body, head.RetryAfter, head.KeepAlive);
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReadChunksAsync(CancellationToken cancellation)
    {
        var body = new MemoryStream();
        while (true)
        {
            var line = await FindAsync("\r\n"u8.ToArray(), MaxHead, cancellation);
            if (!Utf8Parser.TryParse(_buffer.AsSpan(_start, line), out int size, out _, 'x') || size < 0 || body.Length + size > MaxBody)
            {
                throw new HttpReplyException("the size of a chunk is not one, or the reply is too long");
            }

            _start += line + 2;
            if (size == 0)
            {
                break;
            }

            await FillAsync(size + 2, cancellation);
            body.Write(_buffer, _start, size);
            _start += size + 2;
        }

        for (var trailer = -1; trailer != 0;)
        {
            trailer = await FindAsync("\r\n"u8.ToArray(), MaxHead, cancellation);
            _start += trailer + 2;
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    /// <summary>How many bytes there are before <paramref name="mark"/>, read as far as needed.</summary>
    private async ValueTask<int> FindAsync(byte[] mark, int atMost, CancellationToken cancellation)
    {
        while (true)
        {
            var at = _buffer.AsSpan(_start, _end - _start).IndexOf(mark);
            if (at >= 0)
            {
                return at;
            }

            if (_end - _start > atMost)
            {
                throw new HttpReplyException($"no end of the reply's head in {atMost} bytes");
            }

            await FillAsync(_end - _start + 1, cancellation);
        }
    }

    private async ValueTask FillAsync(int count, CancellationToken cancellation)
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }

        if (_start + count > _buffer.Length)
        {
            var room = count <= _buffer.Length ? _buffer : new byte[Math.Max(count, 2 * _buffer.Length)];
            _buffer.AsSpan(_start, _end - _start).CopyTo(room);
            (_buffer, _end, _start) = (room, _end - _start, 0);
        }

        while (_end - _start < count)
        {
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellation);
            _end += read > 0 ? read : throw new EndOfStreamException("the server closed the connection in the middle of a reply");
        }
    }
}
