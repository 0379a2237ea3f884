using System.Buffers.Binary;
using System.Text;

namespace Fleet.Symbolication;

/// <summary>
/// Reads little-endian values one after the other, never beyond the end: whatever is missing is a <see cref="MalformedException"/> with the place.
/// </summary>
/// <param name="bytes">What is read.</param>
/// <param name="what">What the bytes are, for messages.</param>
public ref struct ByteReader(ReadOnlySpan<byte> bytes, string what)
{
    /// <summary>Of a LEB128 number: 64 bits are 10 bytes; padding beyond is allowed, but not without end.</summary>
    private const int MaxLebBytes = 16;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;

    public ByteReader(ReadOnlySpan<byte> bytes, string what, long position)
        : this(bytes, what) => Seek(position);

    /// <summary>Bytes from the start.</summary>
    public readonly int Position => _position;

    public readonly int Length => _bytes.Length;

    public readonly int Remaining => _bytes.Length - _position;

    public readonly bool AtEnd => _position >= _bytes.Length;

    /// <summary>What the bytes are, for messages.</summary>
    public readonly string What => what;

    public void Seek(long position)
    {
        if ((ulong)position > (ulong)_bytes.Length)
        {
            throw Malformed($"an offset 0x{position:x} beyond the end 0x{_bytes.Length:x}");
        }

        _position = (int)position;
    }

    public void Skip(ulong count) => Take(count);

    /// <summary>Moves to the next multiple of <paramref name="alignment"/>, a power of two; to the end when that is nearer.</summary>
    public void Align(int alignment) => _position = Math.Min(_bytes.Length, (_position + alignment - 1) & -alignment);

    public ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)Remaining)
        {
            throw Malformed($"{count} bytes are asked for, {Remaining} are left");
        }

        var taken = _bytes.Slice(_position, (int)count);
        _position += (int)count;
        return taken;
    }

    public byte U8() => Take(1)[0];

    public ushort U16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public uint U32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong U64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    /// <summary>A number of 1 to 8 bytes.</summary>
    public ulong Unsigned(int size)
    {
        var value = 0UL;
        var taken = Take((ulong)size);
        for (var i = 0; i < taken.Length; i++)
        {
            value |= (ulong)taken[i] << (8 * i);
        }

        return value;
    }

    /// <summary>A number of 1 to 8 bytes, sign-extended.</summary>
    public long Signed(int size)
    {
        var shift = 64 - (8 * size);
        return (long)(Unsigned(size) << shift) >> shift;
    }

    /// <summary>Of a machine's word: 8 bytes, or 4.</summary>
    public ulong Word(bool is64) => is64 ? U64() : U32();

    /// <summary>Unsigned LEB128; bits beyond 64 are lost.</summary>
    public ulong Uleb()
    {
        var value = 0UL;
        for (var i = 0; i < MaxLebBytes; i++)
        {
            var next = U8();
            if (i < 10)
            {
                value |= (ulong)(next & 0x7f) << (7 * i);
            }

            if ((next & 0x80) == 0)
            {
                return value;
            }
        }

        throw Malformed($"a LEB128 number of more than {MaxLebBytes} bytes");
    }

    /// <summary>Signed LEB128; bits beyond 64 are lost.</summary>
    public long Sleb()
    {
        var value = 0L;
        for (var i = 0; i < MaxLebBytes; i++)
        {
            var next = U8();
            if (i < 10)
            {
                value |= (long)(next & 0x7f) << (7 * i);
            }

            if ((next & 0x80) != 0)
            {
                continue;
            }

            var used = 7 * (i + 1);
            return used < 64 && (next & 0x40) != 0 ? value | (-1L << used) : value;
        }

        throw Malformed($"a LEB128 number of more than {MaxLebBytes} bytes");
    }

    /// <summary>Up to a zero byte, which is passed over.</summary>
    public ReadOnlySpan<byte> CStringBytes()
    {
        var length = _bytes[_position..].IndexOf((byte)0);
        if (length < 0)
        {
            throw Malformed("a string without an end");
        }

        var taken = _bytes.Slice(_position, length);
        _position += length + 1;
        return taken;
    }

    /// <summary>As UTF-8; what is none becomes U+FFFD.</summary>
    public string CString() => Encoding.UTF8.GetString(CStringBytes());

    public readonly MalformedException Malformed(string detail) => new(what, _position, detail);
}
