using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Wire;

namespace Fleet.Domain.Metrics;

// Byte layout, version 1; an empty rollup ends after its reports. The sketch is last, as it takes all that is left.
//
// ┌─────────┬──────────────────┬─────────────┬─────────────┬────────────────┬────────────────┬──────────────────────┐
// │ 01      │ reports : varint │ min         │ max         │ sum            │ devices        │ sketch               │
// │ version │ 0 = empty, end   │ f64, little │ f64, little │ see ExactSum   │ see DeviceSet  │ see QuantileSketch   │
// └─────────┴──────────────────┴─────────────┴─────────────┴────────────────┴────────────────┴──────────────────────┘
//
// Version 2 has reports that were set apart, at least one, behind the version; then all as in version 1. A rollup without any is of version 1.
//
// ┌─────────┬────────────────┬──────────────────────┬─────────────────────────┬─────────────────────────┬──────────────┐
// │ 02      │ apart : varint │ sides : byte         │ below                   │ above                   │ reports ...  │
// │ version │ at least 1     │ 1 below, 2 above, 3  │ f64, little, with side 1│ f64, little, with side 2│ as version 1 │
// └─────────┴────────────────┴──────────────────────┴─────────────────────────┴─────────────────────────┴──────────────┘
public sealed partial class MetricRollup
{
    private const byte Version = 1;
    private const byte VersionWithApart = 2;
    private const byte SideBelow = 1, SideAbove = 2;

    /// <summary>Bytes that <see cref="Write"/> writes.</summary>
    public int EncodedLength
    {
        get
        {
            var length = 1 + ApartLength + VarintWriter.VarintLength(Reports);
            return Reports == 0
                ? length
                : length + (2 * sizeof(double)) + _sum.EncodedLength + _devices.EncodedLength + _sketch.EncodedLength;
        }
    }

    private int ApartLength => Apart.Reports == 0
        ? 0
        : VarintWriter.VarintLength(Apart.Reports) + 1 + (Apart.Below is null ? 0 : sizeof(double)) + (Apart.Above is null ? 0 : sizeof(double));

    /// <summary>Writes the one encoding of this rollup: equal rollups give equal bytes.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var length = EncodedLength;
        WriteTo(output.GetSpan(length)[..length]);
        output.Advance(length);
    }

    /// <inheritdoc cref="Write"/>
    public byte[] ToArray()
    {
        var bytes = new byte[EncodedLength];
        WriteTo(bytes);
        return bytes;
    }

    /// <summary>
    /// Reads what <see cref="Write"/> wrote, from bytes that may be corrupt: anything but the one encoding of a rollup
    /// is refused with a text that says what is wrong and where. Never throws.
    /// </summary>
    public static bool TryRead(
        ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out MetricRollup? rollup, [NotNullWhen(false)] out string? error)
    {
        rollup = null;
        var reader = new VarintReader(encoded);
        SetApart apart = default;
        if (!reader.TryReadByte(out var version) || version is not (Version or VersionWithApart))
            error = encoded.IsEmpty ? "An encoded rollup has at least 2 bytes, this one is empty" : $"Rollup version {version} is not known, only {Version} and {VersionWithApart} are";
        else if (version == VersionWithApart && !TryReadApart(ref reader, out apart, out error))
            return false;
        else if (!reader.TryReadVarint(out var reports))
            error = reader.Describe("Malformed number of reports");
        else if (reports == 0)
        {
            error = reader.Remaining == 0 ? null : reader.Describe("Bytes behind an empty rollup");
            rollup = error is null ? new MetricRollup() : null;
        }
        else
            TryReadParts(ref reader, encoded, reports, out rollup, out error);

        if (rollup is not null)
            rollup.Apart = apart;
        return error is null;
    }

    private static bool TryReadApart(ref VarintReader reader, out SetApart apart, [NotNullWhen(false)] out string? error)
    {
        apart = default;
        double below = 0, above = 0;
        if (!reader.TryReadVarint(out var reports) || reports < 1)
            error = reader.Describe("Malformed number of reports that were set apart");
        else if (!reader.TryReadByte(out var sides) || sides is < SideBelow or > (SideBelow | SideAbove) || (sides == (SideBelow | SideAbove) && reports < 2))
            error = reader.Describe("Malformed sides of reports that were set apart");
        else if (((sides & SideBelow) != 0 && !reader.TryReadDouble(out below)) || ((sides & SideAbove) != 0 && !reader.TryReadDouble(out above)))
            error = reader.Describe("Values that were set apart are cut off");
        else if (!MetricLimits.Accepts(below) || !MetricLimits.Accepts(above))
            error = $"Values {below:R} and {above:R} that were set apart in a rollup";
        else
        {
            apart = new SetApart(reports, (sides & SideBelow) != 0 ? below : null, (sides & SideAbove) != 0 ? above : null);
            error = null;
        }

        return error is null;
    }

    private static void TryReadParts(ref VarintReader reader, ReadOnlySpan<byte> encoded, long reports, out MetricRollup? rollup, out string? error)
    {
        rollup = null;
        if (!reader.TryReadDouble(out var min) || !reader.TryReadDouble(out var max))
            error = reader.Describe("Extremes that are cut off");
        else if (!MetricLimits.Accepts(min) || !MetricLimits.Accepts(max) || min > max)
            error = $"Extremes {min:R} and {max:R} in a rollup";
        else if (!ExactSum.TryRead(ref reader, out var sum, out error) || !DeviceSet.TryRead(ref reader, out var devices, out error))
            return;
        else if (!QuantileSketch.TryRead(encoded[reader.Offset..], out var sketch, out error))
            error = $"Sketch from byte {reader.Offset} of the rollup on: {error}";
        else if (devices.Count < 1 || devices.Count > reports || reports > sketch.Count)
            error = $"{devices.Count} devices, {reports} reports and {sketch.Count} values in one rollup: none may exceed the next";
        else
            rollup = new MetricRollup(sketch, devices) { Reports = reports, _sum = sum, _min = min, _max = max };
    }

    private void WriteTo(Span<byte> destination)
    {
        var writer = new VarintWriter(destination);
        WriteApart(ref writer);
        writer.WriteVarint(Reports);
        if (Reports == 0)
            return;

        writer.WriteDouble(_min);
        writer.WriteDouble(_max);
        _sum.WriteTo(ref writer);
        _devices.WriteTo(ref writer);
        _sketch.WriteTo(ref writer);
    }

    private void WriteApart(ref VarintWriter writer)
    {
        if (Apart.Reports == 0)
        {
            writer.WriteByte(Version);
            return;
        }

        writer.WriteByte(VersionWithApart);
        writer.WriteVarint(Apart.Reports);
        writer.WriteByte((byte)((Apart.Below is null ? 0 : SideBelow) | (Apart.Above is null ? 0 : SideAbove)));
        if (Apart.Below is { } below)
            writer.WriteDouble(below);
        if (Apart.Above is { } above)
            writer.WriteDouble(above);
    }
}
