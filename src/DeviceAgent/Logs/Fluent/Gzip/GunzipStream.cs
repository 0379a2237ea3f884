using Fleet.DeviceAgent.Deflate;

namespace Fleet.DeviceAgent.Logs.Fluent.Gzip;

/// <summary>
/// Reads gzip (<see href="https://www.rfc-editor.org/rfc/rfc1952">RFC 1952</see>, <see href="https://www.rfc-editor.org/rfc/rfc1951">RFC 1951</see>) of one member or
/// several, with 40 KB of memory whatever it unpacks to. The library's own brings 200 KB of native code into a binary that is counted in kilobytes, and nothing else of the
/// agent needs it.
/// </summary>
internal sealed class GunzipStream(Stream source) : Stream
{
    /// <summary>What one step needs at most: the code lengths of a block take 570 bytes, a header with a name mostly less.</summary>
    private const int StepBytes = 1024;

    private static readonly byte[] CodeLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    private readonly BitReader _bits = new(source);
    private readonly byte[] _window = new byte[DeflateCode.WindowBytes];
    private Step _step = Step.Member;
    private HuffmanCode _literals = DeflateCode.FixedLiterals;
    private HuffmanCode _distances = DeflateCode.FixedDistances;
    private bool _isLastBlock;
    private uint _sum;
    private long _unpacked;
    private int _left;
    private int _distance;

    private enum Step
    {
        Member,
        Block,
        Stored,
        Symbols,
        Match,
        Trailer,
        End,
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="InvalidDataException">It is no gzip, or not whole.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            await _bits.FetchAsync(StepBytes, cancellationToken);
            var written = Unpack(buffer.Span);
            if (written > 0 || _step == Step.End || buffer.IsEmpty)
            {
                _sum = GzipSum.Add(_sum, buffer.Span[..written]);
                return written;
            }
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("read asynchronously");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Goes on until the destination is full, a member ends, or more has to be fetched.</summary>
    private int Unpack(Span<byte> destination)
    {
        var written = 0;
        while (written < destination.Length && _step != Step.End && _bits.Has(StepBytes))
        {
            switch (_step)
            {
                case Step.Member:
                    ReadMember();
                    break;
                case Step.Block:
                    ReadBlock();
                    break;
                case Step.Stored when _left == 0:
                    _step = AfterBlock;
                    break;
                case Step.Stored:
                    _left--;
                    Put((byte)_bits.Read(8), destination, ref written);
                    break;
                case Step.Symbols:
                    ReadSymbol(destination, ref written);
                    break;
                case Step.Match:
                    Put(_window[(_unpacked - _distance) & (DeflateCode.WindowBytes - 1)], destination, ref written);
                    _step = --_left == 0 ? Step.Symbols : Step.Match;
                    break;
                default:
                    if (written > 0)
                    {
                        // The sum of what is returned first.
                        return written;
                    }

                    ReadTrailer();
                    break;
            }
        }

        return written;
    }

    private Step AfterBlock => _isLastBlock ? Step.Trailer : Step.Block;

    private void Put(byte value, Span<byte> destination, ref int written)
    {
        _window[_unpacked++ & (DeflateCode.WindowBytes - 1)] = value;
        destination[written++] = value;
    }

    private void ReadMember()
    {
        const int Extra = 4, Name = 8, Comment = 16, HeaderSum = 2;
        if (_bits.Read(16) != 0x8b1f || _bits.Read(8) != 8)
        {
            throw new InvalidDataException("not gzip");
        }

        var flags = _bits.Read(8);
        Skip(6);
        Skip((flags & Extra) != 0 ? _bits.Read(16) : 0);
        SkipText((flags & Name) != 0);
        SkipText((flags & Comment) != 0);
        Skip((flags & HeaderSum) != 0 ? 2 : 0);
        (_unpacked, _sum) = (0, 0);
        _step = Step.Block;
    }

    private void ReadBlock()
    {
        _isLastBlock = _bits.Read(1) == 1;
        switch (_bits.Read(2))
        {
            case 0:
                _bits.Align();
                _left = _bits.Read(16);
                _step = (_bits.Read(16) ^ 0xFFFF) == _left ? Step.Stored : throw new InvalidDataException("a stored block whose length is not told twice alike");
                break;
            case 1:
                (_literals, _distances, _step) = (DeflateCode.FixedLiterals, DeflateCode.FixedDistances, Step.Symbols);
                break;
            case 2:
                ReadCodes();
                _step = Step.Symbols;
                break;
            default:
                throw new InvalidDataException("a block of a kind that there is not");
        }
    }

    /// <summary>RFC 1951, 3.2.7.</summary>
    private void ReadCodes()
    {
        var literals = _bits.Read(5) + 257;
        var distances = _bits.Read(5) + 1;
        var count = _bits.Read(4) + 4;
        Span<byte> lengths = stackalloc byte[DeflateCode.LiteralCodes + 32];
        lengths.Clear();
        for (var i = 0; i < count; i++)
        {
            lengths[CodeLengthOrder[i]] = (byte)_bits.Read(3);
        }

        var code = new HuffmanCode(lengths[..CodeLengthOrder.Length]);
        lengths.Clear();
        for (var at = 0; at < literals + distances;)
        {
            var symbol = Decode(code);
            var (value, repeat) = symbol switch
            {
                < 16 => ((byte)symbol, 1),
                16 when at > 0 => (lengths[at - 1], 3 + _bits.Read(2)),
                17 => ((byte)0, 3 + _bits.Read(3)),
                18 => ((byte)0, 11 + _bits.Read(7)),
                _ => throw new InvalidDataException("a length that repeats none"),
            };
            if (at + repeat > literals + distances)
            {
                throw new InvalidDataException("more code lengths than symbols");
            }

            lengths.Slice(at, repeat).Fill(value);
            at += repeat;
        }

        _literals = new HuffmanCode(lengths[..literals]);
        _distances = new HuffmanCode(lengths.Slice(literals, distances));
    }

    private void ReadSymbol(Span<byte> destination, ref int written)
    {
        var symbol = Decode(_literals);
        if (symbol < DeflateCode.EndOfBlock)
        {
            Put((byte)symbol, destination, ref written);
            return;
        }

        if (symbol == DeflateCode.EndOfBlock)
        {
            _step = AfterBlock;
            return;
        }

        symbol -= DeflateCode.EndOfBlock + 1;
        _left = symbol < DeflateCode.LengthBases.Length ? DeflateCode.LengthBases[symbol] + _bits.Read(DeflateCode.LengthBits[symbol]) : throw new InvalidDataException("a length that there is not");
        var distance = Decode(_distances);
        if (distance >= DeflateCode.DistanceCodes)
        {
            throw new InvalidDataException("a distance that there is not");
        }

        _distance = DeflateCode.DistanceBase(distance) + _bits.Read(DeflateCode.DistanceBits(distance));
        _step = _distance <= Math.Min(_unpacked, DeflateCode.WindowBytes) ? Step.Match : throw new InvalidDataException("a distance that reaches before the beginning");
    }

    private int Decode(HuffmanCode code)
    {
        var symbol = code.Decode(_bits.Peek(HuffmanCode.MaxLength), out var length);
        _bits.Drop(length);
        return symbol;
    }

    private void ReadTrailer()
    {
        _bits.Align();
        var sum = (uint)_bits.Read(16) | ((uint)_bits.Read(16) << 16);
        var length = (uint)_bits.Read(16) | ((uint)_bits.Read(16) << 16);
        if (sum != _sum || length != (uint)_unpacked)
        {
            throw new InvalidDataException("the sum at the end is not that of what was unpacked");
        }

        _step = _bits.IsEmpty ? Step.End : Step.Member;
    }

    private void Skip(int bytes)
    {
        for (; bytes > 0; bytes--)
        {
            _bits.Read(8);
        }
    }

    private void SkipText(bool isThere)
    {
        while (isThere && _bits.Read(8) != 0)
        {
        }
    }
}
