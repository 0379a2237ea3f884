namespace Fleet.Cli.Symbols.Archives;

/// <summary>A stream of which the first bytes were looked at, and come again.</summary>
internal sealed class PeekedStream : Stream
{
    private readonly Stream _content;
    private readonly byte[] _first;
    private int _given;
    private long _position;

    /// <param name="content">Read from where it stands.</param>
    /// <param name="count">How many bytes to look at; there are less when the stream is shorter.</param>
    public PeekedStream(Stream content, int count)
    {
        _content = content;
        var first = new byte[count];
        var read = content.ReadAtLeast(first, count, throwOnEndOfStream: false);
        _first = first[..read];
    }

    public ReadOnlySpan<byte> First => _first;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    /// <summary>Bytes that were read. Decoders ask for it, to know where a block ends.</summary>
    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (_given == _first.Length)
        {
            var read = _content.Read(buffer);
            _position += read;
            return read;
        }

        var count = Math.Min(buffer.Length, _first.Length - _given);
        _first.AsSpan(_given, count).CopyTo(buffer);
        _given += count;
        _position += count;
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
