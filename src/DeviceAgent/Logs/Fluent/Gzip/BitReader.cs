namespace Fleet.DeviceAgent.Logs.Fluent.Gzip;

/// <summary>Bits of a stream, the lowest of each byte first. What is to be read without waiting is fetched before.</summary>
internal sealed class BitReader(Stream stream)
{
    private readonly byte[] _buffer = new byte[4096];
    private int _start;
    private int _end;
    private ulong _bits;
    private int _count;
    private bool _isEnded;

    /// <summary>Whether nothing is left.</summary>
    public bool IsEmpty => _isEnded && _count == 0 && _start == _end;

    /// <summary>Whether so many bytes may be read without waiting: they are there, or the end is.</summary>
    public bool Has(int bytes) => _isEnded || _end - _start >= bytes;

    public async ValueTask FetchAsync(int bytes, CancellationToken stop)
    {
        while (!Has(bytes))
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), stop);
            _end += read;
            _isEnded = read == 0;
        }
    }

    /// <summary>The next bits, left where they are; zeros behind the end.</summary>
    public uint Peek(int count)
    {
        while (_count < count && _start < _end)
        {
            _bits |= (ulong)_buffer[_start++] << _count;
            _count += 8;
        }

        return (uint)(_bits & ((1UL << count) - 1));
    }

    /// <exception cref="InvalidDataException">There are not so many.</exception>
    public void Drop(int count)
    {
        if (count > _count)
        {
            throw new InvalidDataException("it ends in the middle");
        }

        _bits >>= count;
        _count -= count;
    }

    /// <exception cref="InvalidDataException">There are not so many.</exception>
    public int Read(int count)
    {
        var bits = Peek(count);
        Drop(count);
        return (int)bits;
    }

    /// <summary>Goes to the next whole byte.</summary>
    public void Align() => Drop(_count % 8);
}
