using System.Buffers.Binary;
using System.Numerics;

namespace Fleet.Protocol.Wire;

/// <summary>
/// Writes the primitives that Fleet's compact encodings are made of into a span that is large enough: callers ask the
/// value for its encoded length first. Counterpart of <see cref="VarintReader"/>.
/// </summary>
public ref struct VarintWriter(Span<byte> destination)
{
    /// <summary>The most bytes a varint takes: nine groups of seven bits hold every non-negative <see cref="long"/>.</summary>
    public const int MaxVarintLength = 9;

    private readonly Span<byte> _destination = destination;

    /// <summary>Bytes written so far.</summary>
    public int Offset { get; private set; }

    /// <summary>How many bytes <see cref="WriteVarint"/> takes for <paramref name="value"/> (not negative).</summary>
    public static int VarintLength(long value) => (BitOperations.Log2((ulong)value | 1) / 7) + 1;

    public void WriteByte(byte value) => _destination[Offset++] = value;

    /// <summary>Writes a number that is not negative as unsigned LEB128, in the fewest bytes.</summary>
    public void WriteVarint(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        for (; value >= 0x80; value >>= 7)
            _destination[Offset++] = (byte)(value | 0x80);

        _destination[Offset++] = (byte)value;
    }

    /// <summary>Writes the eight little-endian bytes of an IEEE 754 double.</summary>
    public void WriteDouble(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(_destination[Offset..], value);
        Offset += sizeof(double);
    }

    /// <summary>Reserves <paramref name="length"/> bytes, cleared, for the caller to fill.</summary>
    public Span<byte> Reserve(int length)
    {
        var reserved = _destination.Slice(Offset, length);
        reserved.Clear();
        Offset += length;
        return reserved;
    }
}
