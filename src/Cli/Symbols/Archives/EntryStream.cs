namespace Fleet.Cli.Symbols.Archives;

/// <summary>The next bytes of a stream, read forward only; what a reader leaves is passed over by <see cref="Finish"/>.</summary>
/// <param name="content">From where the entry begins.</param>
/// <param name="length">Of the entry.</param>
/// <param name="name">Of the archive or entry, for messages.</param>
internal sealed class EntryStream(Stream content, long length, string name) : Stream
{
    /// <summary>Bytes that are passed over at once.</summary>
    private const int MaxBlock = 1 << 16;

    private long _left = length;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length { get; } = length;

    public override long Position
    {
        get => Length - _left;
        set => throw new NotSupportedException();
    }

    /// <summary>Reads on to the end of the entry.</summary>
    public void Finish()
    {
        if (_left == 0)
        {
            return;
        }

        var buffer = new byte[Math.Min(_left, MaxBlock)];
        while (Read(buffer, 0, buffer.Length) > 0)
        {
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (_left == 0 || buffer.IsEmpty)
        {
            return 0;
        }

        var read = content.Read(buffer[..(int)Math.Min(buffer.Length, _left)]);
        if (read == 0)
        {
            throw new ArchiveException($"{name}: ends {_left} bytes before the end of an entry");
        }

        _left -= read;
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
