using System.Buffers.Binary;

namespace Fleet.DeviceAgent.Logs.Records;

/// <summary>
/// Finds the end of one MessagePack value in bytes that come piece by piece, without looking at any byte twice and without believing a length: a peer that sends
/// garbage slowly costs no more than what it sends.
/// </summary>
internal struct MessagePackScanner
{
    /// <summary>Containers in containers. What is nested deeper is no log.</summary>
    public const int MaxDepth = 64;

    private readonly long[] _open = new long[MaxDepth];
    private int _depth = -1;
    private long _skip;
    private int _headerLength;
    private readonly byte[] _header = new byte[5];

    public MessagePackScanner()
    {
    }

    /// <summary>The deepest that non-empty containers were in each other.</summary>
    public int Deepest { get; private set; }

    /// <summary>Whether bytes were seen that are no MessagePack, or nested too deep: nothing behind them can be found.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Begins with another value.</summary>
    public void Reset() => (_depth, _skip, _headerLength, Deepest, IsBroken) = (-1, 0, 0, 0, false);

    /// <summary>Goes on with the value.</summary>
    /// <param name="bytes">Those behind the ones that it had.</param>
    /// <param name="used">How many of them belong to the value.</param>
    /// <returns>Whether the value is whole.</returns>
    public bool Scan(ReadOnlySpan<byte> bytes, out int used)
    {
        used = 0;
        while (!IsBroken)
        {
            if (_skip > 0)
            {
                var take = (int)Math.Min(_skip, bytes.Length - used);
                used += take;
                _skip -= take;
                if (_skip > 0)
                {
                    return false;
                }

                if (IsWhole())
                {
                    return true;
                }
            }

            if (used == bytes.Length)
            {
                return false;
            }

            _header[_headerLength++] = bytes[used++];
            if (_headerLength < HeaderBytes(_header[0]))
            {
                continue;
            }

            _headerLength = 0;
            if (TakeHeader())
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The type byte and the length behind it, without fixed content.</summary>
    private static int HeaderBytes(byte code) => code switch
    {
        0xc4 or 0xc7 or 0xd9 => 2,
        0xc5 or 0xc8 or 0xda or 0xdc or 0xde => 3,
        0xc6 or 0xc9 or 0xdb or 0xdd or 0xdf => 5,
        _ => 1,
    };

    private long Length() => HeaderBytes(_header[0]) switch
    {
        2 => _header[1],
        3 => BinaryPrimitives.ReadUInt16BigEndian(_header.AsSpan(1)),
        _ => BinaryPrimitives.ReadUInt32BigEndian(_header.AsSpan(1)),
    };

    /// <returns>Whether the value is whole with it.</returns>
    private bool TakeHeader()
    {
        var code = _header[0];
        switch (code)
        {
            case 0xc1:
                IsBroken = true;
                return false;
            case >= 0x80 and <= 0x8f:
                return Open(2L * (code & 0x0f));
            case >= 0x90 and <= 0x9f:
                return Open(code & 0x0f);
            case 0xdc or 0xdd:
                return Open(Length());
            case 0xde or 0xdf:
                return Open(2 * Length());
            case >= 0xa0 and <= 0xbf:
                _skip = code & 0x1f;
                break;
            case 0xc4 or 0xc5 or 0xc6 or 0xd9 or 0xda or 0xdb:
                _skip = Length();
                break;
            case 0xc7 or 0xc8 or 0xc9:
                _skip = Length() + 1;
                break;
            default:
                _skip = code switch
                {
                    0xcc or 0xd0 => 1,
                    0xcd or 0xd1 => 2,
                    0xca or 0xce or 0xd2 => 4,
                    0xcb or 0xcf or 0xd3 => 8,
                    >= 0xd4 and <= 0xd8 => 1 + (1 << (code - 0xd4)),
                    _ => 0,
                };
                break;
        }

        return _skip == 0 && IsWhole();
    }

    private bool Open(long values)
    {
        if (values == 0)
        {
            return IsWhole();
        }

        if (++_depth == MaxDepth)
        {
            IsBroken = true;
            return false;
        }

        _open[_depth] = values;
        Deepest = Math.Max(Deepest, _depth + 1);
        return false;
    }

    /// <summary>One value is at its end, and with it perhaps those that hold it.</summary>
    private bool IsWhole()
    {
        while (_depth >= 0 && --_open[_depth] == 0)
        {
            _depth--;
        }

        return _depth < 0;
    }
}
