using Fleet.Protocol.Wire;
using MessagePack;

namespace Fleet.Protocol.Metrics;

/// <summary>One value of a report on the wire; the forms are drawn at <see cref="Report"/>.</summary>
internal static class MetricValueCodec
{
    public static void Write(ref MessagePackWriter writer, in MetricValue value)
    {
        switch (value.Shape)
        {
            case MetricShape.Scalar:
            case MetricShape.Gauge when value.Mean == value.Value && value.Min == value.Value && value.Max == value.Value:
                NumberWriter.Write(ref writer, value.Value);
                break;
            case MetricShape.Gauge:
                writer.PutArray(4);
                NumberWriter.Write(ref writer, value.Value);
                NumberWriter.Write(ref writer, value.Mean);
                NumberWriter.Write(ref writer, value.Min);
                NumberWriter.Write(ref writer, value.Max);
                break;
            case MetricShape.Distribution:
                writer.PutArray(5);
                writer.Put(value.Count);
                NumberWriter.Write(ref writer, value.Value);
                NumberWriter.Write(ref writer, value.Min);
                NumberWriter.Write(ref writer, value.Max);
                writer.Put(value.Sketch.Span);
                break;
            case MetricShape.Text:
                writer.Put(value.Text);
                break;
            case MetricShape.Flag:
                writer.Put(value.Value != 0);
                break;
            default:
                writer.WriteNil();
                break;
        }
    }

    public static MetricValue Read(ref MessagePackReader reader, MetricColumn column)
    {
        if (reader.TryReadNil())
        {
            return MetricValue.Absent;
        }

        switch (column.Kind)
        {
            case MetricKind.Counter:
                return MetricValue.Scalar(Magnitude(ref reader, column));
            case MetricKind.Set:
                return MetricValue.Scalar(CheckedReader.Int64(ref reader, column.Key, 0, long.MaxValue));
            case MetricKind.Gauge:
                return ReadGauge(ref reader, column);
            case MetricKind.Histogram:
            case MetricKind.Timer:
                return ReadDistribution(ref reader, column);
            case MetricKind.Property:
                return MetricValue.OfText(CheckedReader.Text(ref reader, column.Key, ProtocolLimits.MaxTextLength, mayBeEmpty: true));
            case MetricKind.Flag:
                return MetricValue.Flag(CheckedReader.Boolean(ref reader, column.Key));
            default:
                throw CheckedReader.Wrong(column.Key, reader.Consumed, $"unknown kind {(int)column.Kind}");
        }
    }

    private static MetricValue ReadGauge(ref MessagePackReader reader, MetricColumn column)
    {
        if (reader.NextMessagePackType != MessagePackType.Array)
        {
            var value = Magnitude(ref reader, column);
            return MetricValue.Gauge(value, value, value, value);
        }

        var at = reader.Consumed;
        var count = CheckedReader.ArrayHeader(ref reader, column.Key, 4);
        var last = Magnitude(ref reader, column);
        var mean = Magnitude(ref reader, column);
        var min = Magnitude(ref reader, column);
        var max = Magnitude(ref reader, column);
        CheckedReader.SkipRest(ref reader, count, known: 4);
        return min <= max && last >= min && last <= max && mean >= min && mean <= max
            ? MetricValue.Gauge(last, mean, min, max)
            : throw Inconsistent(column, at, $"last {last} and mean {mean} are not within {min} to {max}");
    }

    private static MetricValue ReadDistribution(ref MessagePackReader reader, MetricColumn column)
    {
        var at = reader.Consumed;
        var elements = CheckedReader.ArrayHeader(ref reader, column.Key, 5);
        var count = CheckedReader.Int64(ref reader, column.Key, 1, MetricLimits.MaxReportSamples);
        var sum = CheckedReader.Number(ref reader, column.Key);
        var min = Magnitude(ref reader, column);
        var max = Magnitude(ref reader, column);
        var bytes = CheckedReader.Bytes(ref reader, column.Key, ProtocolLimits.MaxSketchBytes);
        CheckedReader.SkipRest(ref reader, elements, known: 5);
        if (min > max || Math.Abs(sum) > count * MetricLimits.MaxMagnitude)
        {
            throw Inconsistent(column, at, $"sum {sum} of {count} samples between {min} and {max}");
        }

        if (!QuantileSketch.TryRead(bytes.Span, out var sketch, out var error))
        {
            throw Inconsistent(column, at, $"sketch: {error}");
        }

        return sketch.Count == count
            ? MetricValue.Distribution(count, sum, min, max, bytes)
            : throw Inconsistent(column, at, $"the sketch holds {sketch.Count} samples, the report says {count}");
    }

    private static double Magnitude(ref MessagePackReader reader, MetricColumn column)
    {
        var at = reader.Consumed;
        var value = CheckedReader.Number(ref reader, column.Key);
        return Math.Abs(value) <= MetricLimits.MaxMagnitude
            ? value
            : throw Inconsistent(column, at, $"{value} is above the greatest magnitude, {MetricLimits.MaxMagnitude}");
    }

    private static ProtocolException Inconsistent(MetricColumn column, long at, string problem) =>
        new(RejectionCode.InvalidValue, $"{column.Key} at byte {at}: {problem}");
}
