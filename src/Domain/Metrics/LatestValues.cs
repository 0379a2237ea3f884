using System.Buffers;
using System.Text;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;
using MessagePack;

namespace Fleet.Domain.Metrics;

/// <summary>
/// The latest value of each metric and attribute of a device, by capture time: an older report that arrives late changes nothing that a
/// newer one said. Kept sorted, so that the same history gives the same bytes, however it was cut into runs.
/// </summary>
/// <remarks>
/// Encoded as <c>[newest_ms, [id, age_ms, value, ...], [key, age_ms, value, ...], [index, ...]]</c>, ages counted back from the newest. The last are
/// those of the attributes that an operator said, and are left out when there is none.
/// </remarks>
public sealed class LatestValues
{
    /// <summary>Attributes of one device. Beyond it new ones are not kept: a device must not grow its own row without end.</summary>
    public const int MaxAttributes = 512;

    /// <summary>
    /// UTF-8 bytes of all texts of one device, values and attributes together: some thousand of usual length. With the limits of metrics and
    /// attributes it bounds the row, which is decoded and written again with each run that the device is in. What finds no room is not kept.
    /// </summary>
    public const int MaxTextBytes = 256 * 1024;

    private readonly List<LatestValue> _values;
    private readonly List<LatestAttribute> _attributes;
    private int _textBytes;

    public LatestValues()
        : this([], [])
    {
    }

    private LatestValues(List<LatestValue> values, List<LatestAttribute> attributes)
    {
        _values = values;
        _attributes = attributes;
        _textBytes = values.Sum(v => TextBytes(v.Value)) + attributes.Sum(a => TextBytes(a.Value));
    }

    /// <summary>By metric id.</summary>
    public IReadOnlyList<LatestValue> Values => _values;

    /// <summary>By key, ordinal.</summary>
    public IReadOnlyList<LatestAttribute> Attributes => _attributes;

    /// <summary><see cref="AttributeValue.None"/> when the device never said one.</summary>
    public AttributeValue Find(int metricId) => IndexOf(metricId) is var index and >= 0 ? _values[index].Value : AttributeValue.None;

    /// <summary>The latest of the values that are stored for a metric, however devices called it; <see cref="AttributeValue.None"/> when the device never said one.</summary>
    public AttributeValue Find(StoredMetric metric)
    {
        var (latest, capturedAtMs) = (AttributeValue.None, long.MinValue);
        foreach (var id in metric.Ids)
        {
            if (IndexOf(id) is var index and >= 0 && _values[index].CapturedAtMs > capturedAtMs)
            {
                (latest, capturedAtMs) = (_values[index].Value, _values[index].CapturedAtMs);
            }
        }

        return latest;
    }

    /// <summary><see cref="AttributeValue.None"/> when the device never said one, or removed it.</summary>
    public AttributeValue FindAttribute(string key) => IndexOf(key) is var index and >= 0 ? _attributes[index].Value : AttributeValue.None;

    /// <returns>False when there is no room for its text: what was the latest before stays, with its time.</returns>
    public bool Set(int metricId, long capturedAtMs, in MetricValue value)
    {
        var latest = new LatestValue(metricId, capturedAtMs, LatestValue.Read(value));
        var index = IndexOf(metricId);
        if (index >= 0 && _values[index].CapturedAtMs > capturedAtMs)
        {
            return true;
        }

        if (!TryReplaceText(index < 0 ? AttributeValue.None : _values[index].Value, latest.Value))
        {
            return false;
        }

        if (index < 0)
        {
            _values.Insert(~index, latest);
        }
        else
        {
            _values[index] = latest;
        }

        return true;
    }

    /// <summary>Sets or removes each; <paramref name="atMs"/> is milliseconds since 1970 UTC.</summary>
    /// <returns>Keys that there was no room for.</returns>
    public List<string> SetAttributes(IReadOnlyDictionary<string, AttributeValue> attributes, long atMs, AttributeAuthor author)
    {
        var refused = new List<string>();
        foreach (var (key, value) in attributes)
        {
            if (!SetAttribute(key, atMs, value, author))
            {
                refused.Add(key);
            }
        }

        return refused;
    }

    /// <returns>False when there is no room for another attribute, or for its text: what was the latest before stays, with its time.</returns>
    public bool SetAttribute(string key, long capturedAtMs, AttributeValue value, AttributeAuthor author = AttributeAuthor.Device)
    {
        var index = IndexOf(key);
        if (index >= 0)
        {
            if (_attributes[index].CapturedAtMs > capturedAtMs)
            {
                return true;
            }

            if (!TryReplaceText(_attributes[index].Value, value))
            {
                return false;
            }

            _attributes[index] = new LatestAttribute(key, capturedAtMs, value, author);
            return true;
        }

        // A removed attribute stays as a tombstone, or an older value that arrives late would bring it back.
        if (_attributes.Count >= MaxAttributes && !DropOldestTombstone())
        {
            return false;
        }

        if (!TryReplaceText(AttributeValue.None, value))
        {
            return false;
        }

        _attributes.Insert(~IndexOf(key), new LatestAttribute(key, capturedAtMs, value, author));
        return true;
    }

    public byte[] Encode()
    {
        var newest = long.MinValue;
        foreach (var value in _values)
        {
            newest = Math.Max(newest, value.CapturedAtMs);
        }

        foreach (var attribute in _attributes)
        {
            newest = Math.Max(newest, attribute.CapturedAtMs);
        }

        var buffer = new ArrayBufferWriter<byte>(64 + (_values.Count * 8));
        var writer = new MessagePackWriter(buffer);
        var byOperator = _attributes.Count(a => a.Author == AttributeAuthor.Operator);
        writer.WriteArrayHeader(byOperator == 0 ? 3 : 4);
        writer.Write(newest);
        writer.WriteArrayHeader(_values.Count * 3);
        foreach (var value in _values)
        {
            writer.Write(value.MetricId);
            writer.Write(newest - value.CapturedAtMs);
            value.Value.Write(ref writer);
        }

        writer.WriteArrayHeader(_attributes.Count * 3);
        foreach (var attribute in _attributes)
        {
            writer.Write(attribute.Key);
            writer.Write(newest - attribute.CapturedAtMs);
            attribute.Value.Write(ref writer);
        }

        if (byOperator > 0)
        {
            writer.WriteArrayHeader(byOperator);
            for (var i = 0; i < _attributes.Count; i++)
            {
                if (_attributes[i].Author == AttributeAuthor.Operator)
                {
                    writer.Write(i);
                }
            }
        }

        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <param name="encoded">What <see cref="Encode"/> wrote; no bytes mean no values.</param>
    public static LatestValues Decode(ReadOnlyMemory<byte> encoded)
    {
        if (encoded.IsEmpty)
        {
            return new LatestValues();
        }

        var reader = new MessagePackReader(encoded);
        var parts = reader.ReadArrayHeader();
        var newest = reader.ReadInt64();
        var count = reader.ReadArrayHeader() / 3;
        var values = new List<LatestValue>(count);
        for (var i = 0; i < count; i++)
        {
            values.Add(new LatestValue(reader.ReadInt32(), newest - reader.ReadInt64(), AttributeValue.Read(ref reader, "value")));
        }

        count = reader.ReadArrayHeader() / 3;
        var attributes = new List<LatestAttribute>(count);
        for (var i = 0; i < count; i++)
        {
            var key = reader.ReadString()!;
            attributes.Add(new LatestAttribute(key, newest - reader.ReadInt64(), AttributeValue.Read(ref reader, key)));
        }

        var byOperator = parts > 3 ? reader.ReadArrayHeader() : 0;
        for (var i = 0; i < byOperator; i++)
        {
            var index = reader.ReadInt32();
            attributes[index] = attributes[index] with { Author = AttributeAuthor.Operator };
        }

        return new LatestValues(values, attributes);
    }

    private static int TextBytes(in AttributeValue value) => value.Text is { } text ? Encoding.UTF8.GetByteCount(text) : 0;

    /// <summary>A value that needs no more than the one before is always taken, so that a full row can still change and shrink.</summary>
    private bool TryReplaceText(in AttributeValue before, in AttributeValue now)
    {
        var more = TextBytes(now) - TextBytes(before);
        if (more > 0 && _textBytes + more > MaxTextBytes)
        {
            return false;
        }

        _textBytes += more;
        return true;
    }

    private bool DropOldestTombstone()
    {
        var oldest = -1;
        for (var i = 0; i < _attributes.Count; i++)
        {
            if (_attributes[i].Value.IsNone && (oldest < 0 || _attributes[i].CapturedAtMs < _attributes[oldest].CapturedAtMs))
            {
                oldest = i;
            }
        }

        if (oldest >= 0)
        {
            _attributes.RemoveAt(oldest);
        }

        return oldest >= 0;
    }

    private int IndexOf(int metricId)
    {
        int low = 0, high = _values.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = _values[middle].MetricId.CompareTo(metricId);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }

    private int IndexOf(string key)
    {
        int low = 0, high = _attributes.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = string.CompareOrdinal(_attributes[middle].Key, key);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }
}
