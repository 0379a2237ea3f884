using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Wire;

namespace Fleet.Domain.Metrics;

/// <summary>
/// The exact sum of doubles, so that it does not depend on the order in which they came: late and repeated data must
/// recompute a bucket to the same bytes.
/// </summary>
/// <remarks>
/// <para>
/// Held as an <see cref="Expansion"/>, usually of one or two parts; four fit into the struct, more (numbers of wildly
/// different size) go to an array that is never changed once made, so copies of this struct are independent.
/// </para>
/// <para>
/// Byte layout: <c>n : varint</c>, then n little-endian doubles. The first is the sum rounded to the nearest double,
/// each next one the rounded remainder; n = 0 for zero. Equal sums have equal bytes.
/// </para>
/// </remarks>
public struct ExactSum : IEquatable<ExactSum>
{
    /// <summary>
    /// Largest magnitude of an addend: 2^63 values of the largest magnitude, since a report brings the sum of many.
    /// The total would need 10^264 of these to overflow.
    /// </summary>
    public const double MaxAddend = MetricLimits.MaxMagnitude * 9.3e18;

    /// <summary>A total beyond 2^63 of the largest addends was not made by adding.</summary>
    private const double MaxTotal = MaxAddend * 9.3e18;

    /// <summary>Canonical parts lie 53 binary places apart, between 2^206 (the largest total) and 2^-1074: that makes 25.</summary>
    private const int MaxParts = 25;

    private const int InlineParts = 4;
    private const int WorkParts = MaxParts + 7;

    private InlineBuffer _inline;
    private double[]? _spilled;
    private int _length;

    /// <summary>The sum, correctly rounded: to nearest, ties to even.</summary>
    public readonly double Value => Expansion.Round(Parts);

    /// <summary>Bytes that <see cref="Write"/> writes.</summary>
    public readonly int EncodedLength
    {
        get
        {
            Span<double> parts = stackalloc double[WorkParts];
            return 1 + (CopyCanonical(parts) * sizeof(double));
        }
    }

    [UnscopedRef]
    private readonly ReadOnlySpan<double> Parts => (_spilled ?? (ReadOnlySpan<double>)_inline)[.._length];

    /// <summary>Adds a value, exactly.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not finite, or beyond <see cref="MaxAddend"/>; nothing was added.</exception>
    public void Add(double value)
    {
        if (!(Math.Abs(value) <= MaxAddend))
            throw new ArgumentOutOfRangeException(nameof(value), value, $"An addend is finite and at most {MaxAddend} in magnitude");

        AddPart(value);
    }

    /// <summary>Adds another sum, exactly: associative and commutative to the bit.</summary>
    public void Merge(ExactSum other)
    {
        foreach (var part in other.Parts)
            AddPart(part);
    }

    /// <summary>Writes the one encoding of this sum.</summary>
    public readonly void Write(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var length = EncodedLength;
        var writer = new VarintWriter(output.GetSpan(length)[..length]);
        WriteTo(ref writer);
        output.Advance(length);
    }

    /// <inheritdoc cref="Write"/>
    public readonly void WriteTo(ref VarintWriter writer)
    {
        Span<double> parts = stackalloc double[WorkParts];
        var length = CopyCanonical(parts);
        writer.WriteVarint(length);
        while (length > 0)
            writer.WriteDouble(parts[--length]);
    }

    /// <summary>
    /// Reads what <see cref="Write"/> wrote from the front of the remaining bytes, which may be corrupt: parts that are
    /// not finite, too many, or not the canonical ones of their sum are refused with a text that says where.
    /// </summary>
    public static bool TryRead(ref VarintReader reader, out ExactSum sum, [NotNullWhen(false)] out string? error)
    {
        sum = default;
        if (!reader.TryReadVarint(out var count) || count > MaxParts)
        {
            error = reader.Describe($"Malformed number of parts of a sum, or more than {MaxParts},");
            return false;
        }

        Span<double> parts = stackalloc double[WorkParts];
        for (var i = (int)count - 1; i >= 0; i--)
        {
            if (!reader.TryReadDouble(out parts[i]) || !(Math.Abs(parts[i]) <= MaxTotal))
            {
                error = reader.Describe("A part of a sum that is cut off, not finite or too large");
                return false;
            }

            sum.AddPart(parts[i]);
        }

        Span<double> canonical = stackalloc double[WorkParts];
        if (sum.CopyCanonical(canonical) != count || !canonical[..(int)count].SequenceEqual(parts[..(int)count]))
        {
            error = reader.Describe("A sum whose parts are not the canonical ones, which ends");
            return false;
        }

        error = null;
        return true;
    }

    /// <inheritdoc/>
    public readonly bool Equals(ExactSum other)
    {
        Span<double> mine = stackalloc double[WorkParts];
        Span<double> theirs = stackalloc double[WorkParts];
        return mine[..CopyCanonical(mine)].SequenceEqual(theirs[..other.CopyCanonical(theirs)]);
    }

    /// <inheritdoc/>
    public override readonly bool Equals([NotNullWhen(true)] object? obj) => obj is ExactSum other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => Value.GetHashCode();

    /// <inheritdoc/>
    public override readonly string ToString() => Value.ToString("R");

    public static bool operator ==(ExactSum left, ExactSum right) => left.Equals(right);

    public static bool operator !=(ExactSum left, ExactSum right) => !left.Equals(right);

    private readonly int CopyCanonical(Span<double> destination)
    {
        Parts.CopyTo(destination);
        return Expansion.Canonicalize(destination, _length);
    }

    private void AddPart(double value)
    {
        if (_length < InlineParts)
            _length = Expansion.Grow(_inline, _length, value);
        else
            AddPartWithoutRoom(value);
    }

    private void AddPartWithoutRoom(double value)
    {
        Span<double> parts = stackalloc double[WorkParts];
        Parts.CopyTo(parts);
        var length = Expansion.Grow(parts, _length, value);
        if (length > InlineParts)
            length = Expansion.Canonicalize(parts, length);

        _length = length;
        _spilled = length > InlineParts ? parts[..length].ToArray() : null;
        if (_spilled is null)
            parts[..length].CopyTo(_inline);
    }

    [InlineArray(InlineParts)]
    private struct InlineBuffer
    {
        private double _first;
    }
}
