using System.Buffers.Binary;
using Fleet.DeviceAgent.Logs.Records;

namespace Fleet.DeviceAgent.Logs.Fluent;

/// <summary>MessagePack values one behind the other from a stream, each held in memory whole, and no more than one at a time.</summary>
/// <param name="stream">Read only.</param>
/// <param name="beforeWaiting">Runs when nothing more has come yet, before the wait for it.</param>
internal sealed class MessagePackFeed(Stream stream, Func<ValueTask>? beforeWaiting = null)
{
    /// <summary>Of one value.</summary>
    public const int MaxValueBytes = 256 * 1024;

    private const int UsualBytes = 8 * 1024;

    private readonly byte[] _usual = new byte[UsualBytes];
    private byte[]? _large;
    private int _start;
    private int _end;
    private MessagePackScanner _scanner = new();

    /// <summary>The last value; valid until the next read.</summary>
    public ReadOnlyMemory<byte> Value { get; private set; }

    private byte[] Buffer => _large ?? _usual;

    /// <summary>Reads the next value.</summary>
    public async ValueTask<FeedResult> ReadValueAsync(CancellationToken stop)
    {
        _scanner.Reset();
        var scanned = 0;
        var isTooLong = false;
        while (true)
        {
            var isWhole = _scanner.Scan(Buffer.AsSpan(_start + scanned, _end - _start - scanned), out var used);
            scanned += used;
            if (_scanner.IsBroken)
            {
                return FeedResult.Broken;
            }

            if (isWhole)
            {
                Value = Buffer.AsMemory(_start, scanned);
                _start += scanned;
                return isTooLong ? FeedResult.TooLong : FeedResult.Value;
            }

            if (isTooLong || scanned >= MaxValueBytes)
            {
                isTooLong = true;
                (_start, _end, scanned) = (0, 0, 0);
            }

            if (!await FillAsync(stop))
            {
                return FeedResult.End;
            }
        }
    }

    /// <summary>Whether so many bytes are there.</summary>
    public async ValueTask<bool> EnsureAsync(int bytes, CancellationToken stop)
    {
        while (_end - _start < bytes)
        {
            if (!await FillAsync(stop))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The next byte, left where it is; null at the end.</summary>
    public async ValueTask<byte?> PeekAsync(CancellationToken stop) => await EnsureAsync(1, stop) ? Buffer[_start] : null;

    /// <summary>Reads the type and the length of an array, a text or binary, and leaves what is in it.</summary>
    /// <returns>Elements or bytes; null when it is none of them, or at the end.</returns>
    public async ValueTask<long?> ReadLengthAsync(CancellationToken stop)
    {
        if (await PeekAsync(stop) is not { } code)
        {
            return null;
        }

        var width = code switch
        {
            0xc4 or 0xd9 => 1,
            0xc5 or 0xda or 0xdc => 2,
            0xc6 or 0xdb or 0xdd => 4,
            (>= 0x90 and <= 0x9f) or (>= 0xa0 and <= 0xbf) => 0,
            _ => -1,
        };
        if (width < 0 || !await EnsureAsync(1 + width, stop))
        {
            return null;
        }

        var length = Buffer.AsSpan(_start + 1, width);
        _start += 1 + width;
        return width switch
        {
            0 => code < 0xa0 ? code & 0x0f : code & 0x1f,
            1 => length[0],
            2 => BinaryPrimitives.ReadUInt16BigEndian(length),
            _ => BinaryPrimitives.ReadUInt32BigEndian(length),
        };
    }

    /// <summary>Bytes as they are, at most as many as fit; 0 at the end.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken stop)
    {
        if (!await EnsureAsync(1, stop))
        {
            return 0;
        }

        var length = Math.Min(destination.Length, _end - _start);
        Buffer.AsMemory(_start, length).CopyTo(destination);
        _start += length;
        return length;
    }

    private async ValueTask<bool> FillAsync(CancellationToken stop)
    {
        var held = _end - _start;
        if (_large is not null && held < UsualBytes / 2)
        {
            // The long value is gone, and with it the need for a large buffer.
            _large.AsSpan(_start, held).CopyTo(_usual);
            _large = null;
            (_start, _end) = (0, held);
        }
        else if (_start > 0 && (held == 0 || _end == Buffer.Length))
        {
            Buffer.AsSpan(_start, held).CopyTo(Buffer);
            (_start, _end) = (0, held);
        }

        if (_end == Buffer.Length)
        {
            var larger = new byte[Math.Min(2 * Buffer.Length, MaxValueBytes + UsualBytes)];
            Buffer.AsSpan(0, held).CopyTo(larger);
            _large = larger;
        }

        var reading = stream.ReadAsync(Buffer.AsMemory(_end), stop);
        if (!reading.IsCompleted && beforeWaiting is not null)
        {
            await beforeWaiting();
        }

        var read = await reading;
        _end += read;
        return read > 0;
    }
}
