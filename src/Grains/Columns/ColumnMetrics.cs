using Fleet.Protocol.Wire;

namespace Fleet.Grains.Columns;

/// <summary>The metrics of a column file and which columns each has. Immutable.</summary>
/// <remarks>
/// Bytes: number of metrics, then for each by ascending id <c>(distance to the one before) * 8 + shape</c>, all varints. Equal contents have
/// equal bytes.
/// </remarks>
public sealed class ColumnMetrics
{
    private const int ShapeBits = 3;

    private readonly SortedDictionary<int, ColumnShape> _shapes;

    private ColumnMetrics(SortedDictionary<int, ColumnShape> shapes) => _shapes = shapes;

    /// <summary>By ascending id.</summary>
    public IReadOnlyDictionary<int, ColumnShape> Shapes => _shapes;

    public ColumnShape this[int metricId] => _shapes.GetValueOrDefault(metricId);

    /// <summary>What the values of these reports need.</summary>
    /// <param name="reports">The rows of the file.</param>
    /// <param name="part">Only metrics of this <see cref="ColumnLayout.PartOf">part</see>.</param>
    public static ColumnMetrics Of(IEnumerable<ColumnReport> reports, int part)
    {
        var shapes = new SortedDictionary<int, ColumnShape>();
        foreach (var value in reports.SelectMany(r => r.Values).Where(v => ColumnLayout.PartOf(v.MetricId) == part))
        {
            var shape = ColumnShape.Value
                | (value.HasBounds ? ColumnShape.Bounds : ColumnShape.None)
                | (value.Samples > 0 ? ColumnShape.Distribution : ColumnShape.None);
            shapes[value.MetricId] = shapes.GetValueOrDefault(value.MetricId) | shape;
        }

        return new ColumnMetrics(shapes);
    }

    /// <summary>What rows of all these files together need.</summary>
    public static ColumnMetrics Union(IEnumerable<ColumnMetrics> files)
    {
        var shapes = new SortedDictionary<int, ColumnShape>();
        foreach (var (metric, shape) in files.SelectMany(f => f._shapes))
        {
            shapes[metric] = shapes.GetValueOrDefault(metric) | shape;
        }

        return new ColumnMetrics(shapes);
    }

    public byte[] Encode()
    {
        var length = VarintWriter.VarintLength(_shapes.Count);
        foreach (var value in Encoded())
        {
            length += VarintWriter.VarintLength(value);
        }

        var bytes = new byte[length];
        var writer = new VarintWriter(bytes);
        writer.WriteVarint(_shapes.Count);
        foreach (var value in Encoded())
        {
            writer.WriteVarint(value);
        }

        return bytes;
    }

    /// <exception cref="InvalidDataException">The stored bytes are damaged.</exception>
    public static ColumnMetrics Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new VarintReader(bytes);
        var shapes = new SortedDictionary<int, ColumnShape>();
        var metric = 0L;
        if (!reader.TryReadVarint(out var count))
        {
            throw Damaged();
        }

        for (var i = 0L; i < count; i++)
        {
            if (!reader.TryReadVarint(out var value) || (metric += value >> ShapeBits) > int.MaxValue)
            {
                throw Damaged();
            }

            shapes[(int)metric] = (ColumnShape)(value & ((1 << ShapeBits) - 1));
        }

        return new ColumnMetrics(shapes);
    }

    private static InvalidDataException Damaged() => new("the list of a column file's metrics is damaged; rebuild the read models");

    private IEnumerable<long> Encoded()
    {
        var last = 0;
        foreach (var (metric, shape) in _shapes)
        {
            yield return ((long)(metric - last) << ShapeBits) | (long)shape;
            last = metric;
        }
    }
}
