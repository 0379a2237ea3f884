using System.Text;

namespace Fleet.Symbolication.Core;

/// <summary>MessagePack from whoever wrote it, value by value: what the agent's notes are made of. Source: the MessagePack specification.</summary>
internal ref struct MessagePackValues(ReadOnlySpan<byte> bytes, string what)
{
    /// <summary>Of values within values that are passed over.</summary>
    private const int MaxSkipped = 1_000_000;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private ByteReader _reader = new(bytes, what);

    /// <returns>How many elements follow.</returns>
    public int Array(int atLeast)
    {
        ulong count = _reader.U8() switch
        {
            var code and >= 0x90 and <= 0x9f => code & 0xfUL,
            0xdc => Big(2),
            0xdd => Big(4),
            var code => throw Unexpected("an array", code),
        };
        return count >= (ulong)atLeast && count <= (ulong)_reader.Remaining
            ? (int)count
            : throw _reader.Malformed($"an array of {count} elements, where {atLeast} are expected and {_reader.Remaining} bytes follow");
    }

    /// <summary>Signed or not; what is above 2^63 - 1 is its 64 bits.</summary>
    public long Integer() => _reader.U8() switch
    {
        var code and <= 0x7f => code,
        var code and >= 0xe0 => (sbyte)code,
        0xcc => (long)Big(1),
        0xcd => (long)Big(2),
        0xce => (long)Big(4),
        0xcf => (long)Big(8),
        0xd0 => (sbyte)Big(1),
        0xd1 => (short)Big(2),
        0xd2 => (int)Big(4),
        0xd3 => (long)Big(8),
        var code => throw Unexpected("an integer", code),
    };

    /// <summary>As UTF-8; what is none becomes U+FFFD.</summary>
    public string Text(int most)
    {
        var length = _reader.U8() switch
        {
            var code and >= 0xa0 and <= 0xbf => code & 0x1fUL,
            0xd9 => Big(1),
            0xda => Big(2),
            0xdb => Big(4),
            var code => throw Unexpected("a text", code),
        };
        return length <= (ulong)most ? Encoding.UTF8.GetString(_reader.Take(length)) : throw _reader.Malformed($"a text of {length} bytes, {most} are allowed");
    }

    /// <returns>Where the bytes are.</returns>
    public Range Binary(int most)
    {
        var length = _reader.U8() switch
        {
            0xc4 => Big(1),
            0xc5 => Big(2),
            0xc6 => Big(4),
            var code => throw Unexpected("binary", code),
        };
        if (length > (ulong)most)
        {
            throw _reader.Malformed($"{length} bytes, {most} are allowed");
        }

        var start = _reader.Position;
        _reader.Skip(length);
        return start.._reader.Position;
    }

    public readonly ReadOnlySpan<byte> Of(Range range) => _bytes[range];

    public Guid Id()
    {
        var id = Of(Binary(16));
        return id.Length == 16 ? new Guid(id, bigEndian: true) : throw _reader.Malformed($"an id of {id.Length} bytes");
    }

    /// <summary>Passes over the elements that a newer writer added.</summary>
    public void SkipRest(int count, int known)
    {
        // One counter instead of recursion: each value adds those that are in it.
        var left = (ulong)Math.Max(0, count - known);
        for (var i = 0; left > 0; i++)
        {
            if (i == MaxSkipped)
            {
                throw _reader.Malformed($"more than {MaxSkipped} values that are not known");
            }

            left += Skip() - 1;
            if (left > (ulong)_reader.Remaining)
            {
                throw _reader.Malformed($"{left} more values, {_reader.Remaining} bytes follow");
            }
        }
    }

    /// <returns>How many values are in the one that was passed over.</returns>
    private ulong Skip()
    {
        var code = _reader.U8();
        switch (code)
        {
            case <= 0x7f or >= 0xe0 or 0xc0 or 0xc2 or 0xc3:
                return 0;
            case <= 0x8f:
                return 2UL * (code & 0xfu);
            case <= 0x9f:
                return code & 0xfu;
            case <= 0xbf:
                _reader.Skip(code & 0x1fu);
                return 0;
            case 0xdc or 0xdd:
                return Big(code == 0xdc ? 2 : 4);
            case 0xde or 0xdf:
                return 2 * Big(code == 0xde ? 2 : 4);
            default:
                _reader.Skip(SizeOf(code));
                return 0;
        }
    }

    private ulong SizeOf(byte code) => code switch
    {
        0xc4 or 0xd9 => Big(1),
        0xc5 or 0xda => Big(2),
        0xc6 or 0xdb => Big(4),
        0xc7 => Big(1) + 1,
        0xc8 => Big(2) + 1,
        0xc9 => Big(4) + 1,
        0xcc or 0xd0 => 1,
        0xcd or 0xd1 => 2,
        0xca or 0xce or 0xd2 => 4,
        0xcb or 0xcf or 0xd3 => 8,
        >= 0xd4 and <= 0xd8 => 1 + (1UL << (code - 0xd4)),
        _ => throw Unexpected("a value", code),
    };

    private ulong Big(int size)
    {
        var value = 0UL;
        foreach (var next in _reader.Take((ulong)size))
        {
            value = (value << 8) | next;
        }

        return value;
    }

    private readonly MalformedException Unexpected(string expected, byte code) => _reader.Malformed($"0x{code:x2} instead of {expected}");
}
