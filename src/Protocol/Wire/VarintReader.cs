using System.Buffers.Binary;

namespace Fleet.Protocol.Wire;

/// <summary>
/// Reads the primitives that Fleet's compact encodings are made of from bytes that nobody vouches for. Every call
/// answers false instead of throwing, and never reads past the end. Counterpart of <see cref="VarintWriter"/>.
/// </summary>
public ref struct VarintReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Bytes consumed so far; where an error was met.</summary>
    public int Offset { get; private set; }

    /// <summary>Bytes left.</summary>
    public readonly int Remaining => _bytes.Length - Offset;

    /// <summary>Reads one byte; false at the end.</summary>
    public bool TryReadByte(out byte value)
    {
        if (Offset >= _bytes.Length)
        {
            value = 0;
            return false;
        }

        value = _bytes[Offset++];
        return true;
    }

    /// <summary>
    /// Reads an unsigned LEB128 number of at most 63 bits. False when it is cut off, longer than nine bytes, or
    /// longer than it need be: each number has one spelling, so that equal values have equal bytes.
    /// </summary>
    public bool TryReadVarint(out long value)
    {
        value = 0;
        for (var length = 0; length < VarintWriter.MaxVarintLength && Offset + length < _bytes.Length; length++)
        {
            var next = _bytes[Offset + length];
            value |= (long)(next & 0x7F) << (7 * length);
            if (next >= 0x80)
                continue;

            if (next == 0 && length > 0)
                return false;

            Offset += length + 1;
            return true;
        }

        return false;
    }

    /// <summary>Reads the eight little-endian bytes of an IEEE 754 double, of any value; false when fewer are left.</summary>
    public bool TryReadDouble(out double value)
    {
        if (!TryReadBytes(sizeof(double), out var raw))
        {
            value = 0;
            return false;
        }

        value = BinaryPrimitives.ReadDoubleLittleEndian(raw);
        return true;
    }

    /// <summary>Takes <paramref name="length"/> bytes without copying them; false when fewer are left.</summary>
    public bool TryReadBytes(int length, out ReadOnlySpan<byte> value)
    {
        if ((uint)length > (uint)Remaining)
        {
            value = default;
            return false;
        }

        value = _bytes.Slice(Offset, length);
        Offset += length;
        return true;
    }

    /// <summary>An error text that says what is wrong and at which byte.</summary>
    public readonly string Describe(string what) => $"{what} at byte {Offset} of {_bytes.Length}";
}
