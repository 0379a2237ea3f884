using System.Buffers;
using Fleet.Domain.Metrics;
using Fleet.Protocol.Wire;

namespace Fleet.Domain.Traces.Issues;

/// <content>
/// Byte layout, varints: <c>format = 1, first, last, earlier, days</c>, for each day, ascending, <c>its distance from the one before, traces</c>, then the devices as
/// <see cref="DeviceSet"/> has them. Equal counts have equal bytes.
/// </content>
public sealed partial class IssueCounts
{
    private const int Format = 1;

    public byte[] ToArray()
    {
        var length = ((5 + (2 * _days.Count)) * VarintWriter.MaxVarintLength) + _devices.EncodedLength;
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var writer = new VarintWriter(bytes);
            writer.WriteVarint(Format);
            writer.WriteVarint(FirstAtMs);
            writer.WriteVarint(LastAtMs);
            writer.WriteVarint(Earlier);
            writer.WriteVarint(_days.Count);
            var before = 0L;
            foreach (var (day, count) in _days)
            {
                writer.WriteVarint(day - before);
                writer.WriteVarint(count);
                before = day;
            }

            _devices.WriteTo(ref writer);
            return bytes[..writer.Offset];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <exception cref="InvalidDataException">The bytes are none; the message says where.</exception>
    public static IssueCounts Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new VarintReader(bytes);
        var counts = new IssueCounts();
        var format = Next(ref reader, "format");
        if (format != Format)
        {
            throw new InvalidDataException($"counts of an issue have format {format}, this program knows {Format}: use a newer fleet");
        }

        counts.FirstAtMs = Next(ref reader, "first");
        counts.LastAtMs = Next(ref reader, "last");
        counts.Traces = counts.Earlier = Next(ref reader, "earlier");
        var days = Next(ref reader, "days");
        if (days > MaxDays)
        {
            throw new InvalidDataException(reader.Describe($"{days} days, and {MaxDays} are allowed,"));
        }

        var day = 0L;
        for (var i = 0L; i < days; i++)
        {
            day += Next(ref reader, "day");
            counts.Count(day, Next(ref reader, "traces"));
        }

        if (!DeviceSet.TryRead(ref reader, out var devices, out var error))
        {
            throw new InvalidDataException(error);
        }

        counts._devices = devices;
        counts._isSpanned = !counts.IsEmpty;
        return reader.Remaining == 0 ? counts : throw new InvalidDataException(reader.Describe($"{reader.Remaining} bytes too many"));
    }

    private static long Next(ref VarintReader reader, string what) =>
        reader.TryReadVarint(out var value) ? value : throw new InvalidDataException(reader.Describe($"no {what}"));
}
