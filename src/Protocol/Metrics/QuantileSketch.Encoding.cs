using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Fleet.Protocol.Wire;

namespace Fleet.Protocol.Metrics;

public sealed partial class QuantileSketch
{
    private const byte Version = 1;
    private const int MaxBins = (2 * BinMapping.MaxKey) + 1;
    private const int KeyBeforeFirst = -BinMapping.MaxKey - 1;

    /// <summary>Bytes that <see cref="Write"/> writes.</summary>
    public int EncodedLength
    {
        get
        {
            var length = 1 + VarintWriter.VarintLength(BinCount);
            var previous = KeyBeforeFirst;
            for (var i = 0; i < BinCount; i++)
            {
                length += VarintWriter.VarintLength(_keys[i] - previous - 1) + VarintWriter.VarintLength(_counts[i]);
                previous = _keys[i];
            }

            return length;
        }
    }

    /// <summary>Writes the one encoding of this sketch: equal sketches give equal bytes.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var length = EncodedLength;
        var writer = new VarintWriter(output.GetSpan(length)[..length]);
        WriteTo(ref writer);
        output.Advance(length);
    }

    /// <inheritdoc cref="Write"/>
    public byte[] ToArray()
    {
        var bytes = new byte[EncodedLength];
        var writer = new VarintWriter(bytes);
        WriteTo(ref writer);
        return bytes;
    }

    /// <inheritdoc cref="Write"/>
    public void WriteTo(ref VarintWriter writer)
    {
        writer.WriteByte(Version);
        writer.WriteVarint(BinCount);
        var previous = KeyBeforeFirst;
        for (var i = 0; i < BinCount; i++)
        {
            writer.WriteVarint(_keys[i] - previous - 1);
            writer.WriteVarint(_counts[i]);
            previous = _keys[i];
        }
    }

    /// <summary>
    /// Reads what <see cref="Write"/> wrote, from bytes that may be hostile: anything but the one encoding of a sketch
    /// is refused with a text that says what is wrong and where. Never throws; allocates at most five times the input.
    /// </summary>
    public static bool TryRead(
        ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out QuantileSketch? sketch, [NotNullWhen(false)] out string? error)
    {
        sketch = null;
        var reader = new VarintReader(encoded);
        if (!TryReadHeader(ref reader, out var bins, out error))
            return false;

        var keys = new short[bins];
        var counts = new long[bins];
        if (!TryReadBins(ref reader, keys, counts, out var count, out error))
            return false;

        sketch = new QuantileSketch(keys, counts, count);
        return true;
    }

    /// <summary>
    /// Adds all values of an encoded sketch. False, and nothing added, when the bytes are refused (as by
    /// <see cref="TryRead"/>) or the counts would overflow.
    /// </summary>
    public bool MergeFrom(ReadOnlySpan<byte> encoded, [NotNullWhen(false)] out string? error) =>
        MergeFrom(encoded, expectedCount: null, out error);

    /// <summary>As <see cref="MergeFrom(ReadOnlySpan{byte}, out string?)"/>, and refuses a sketch that does not hold <paramref name="expectedCount"/> values.</summary>
    public bool MergeFrom(ReadOnlySpan<byte> encoded, long? expectedCount, [NotNullWhen(false)] out string? error)
    {
        var reader = new VarintReader(encoded);
        if (!TryReadHeader(ref reader, out var bins, out error))
            return false;

        var keys = ArrayPool<short>.Shared.Rent(bins);
        var counts = ArrayPool<long>.Shared.Rent(bins);
        try
        {
            if (!TryReadBins(ref reader, keys.AsSpan(0, bins), counts.AsSpan(0, bins), out var count, out error))
                return false;

            if (expectedCount is { } expected && count != expected)
                error = $"The sketch holds {count} values where {expected} were announced";
            else if (count > long.MaxValue - Count)
                error = $"A sketch of {Count} values cannot take {count} more";
            else
                MergeBins(keys.AsSpan(0, bins), counts.AsSpan(0, bins), count);

            return error is null;
        }
        finally
        {
            ArrayPool<short>.Shared.Return(keys);
            ArrayPool<long>.Shared.Return(counts);
        }
    }

    private static bool TryReadHeader(ref VarintReader reader, out int bins, [NotNullWhen(false)] out string? error)
    {
        bins = 0;
        error = null;
        if (!reader.TryReadByte(out var version))
            error = "An encoded sketch has at least 2 bytes, this one is empty";
        else if (version != Version)
            error = $"Sketch version {version} is not known, only {Version} is";
        else if (!reader.TryReadVarint(out var announced))
            error = reader.Describe("Malformed number of bins");
        else if (announced > MaxBins)
            error = $"{announced} bins, of at most {MaxBins}";
        else if (announced > reader.Remaining / 2)
            error = reader.Describe($"{announced} bins do not fit into the bytes that follow");
        else
            bins = (int)announced;

        return error is null;
    }

    private static bool TryReadBins(
        ref VarintReader reader, Span<short> keys, Span<long> counts, out long total, [NotNullWhen(false)] out string? error)
    {
        total = 0;
        error = null;
        var previous = KeyBeforeFirst;
        for (var i = 0; i < keys.Length; i++)
        {
            if (!reader.TryReadVarint(out var skipped) || skipped > MaxBins)
                error = reader.Describe("Malformed bin distance");
            else if (previous + 1 + skipped > BinMapping.MaxKey)
                error = reader.Describe($"A bin above the last one, {BinMapping.MaxKey},");
            else if (!reader.TryReadVarint(out var count) || count == 0)
                error = reader.Describe("Malformed or zero bin count");
            else if (count > long.MaxValue - total)
                error = reader.Describe("Counts that overflow");
            else
            {
                previous += 1 + (int)skipped;
                keys[i] = (short)previous;
                counts[i] = count;
                total += count;
            }

            if (error is not null)
                return false;
        }

        if (reader.Remaining > 0)
            error = reader.Describe($"{reader.Remaining} bytes too many");

        return error is null;
    }
}
