using System.Buffers;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Wire;
using MessagePack;

namespace Fleet.Protocol.Sync;

/// <summary>
/// Attributes that changed on the device: the body of <see cref="EntryType.Attributes"/>, a map from key to string, number or boolean.
/// Keys are those of metrics; nil removes the attribute.
/// </summary>
public static class AttributesBody
{
    public static byte[] Encode(IReadOnlyDictionary<string, AttributeValue> attributes)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        writer.PutMap(attributes.Count);
        foreach (var (key, value) in attributes)
        {
            writer.Put(key);
            value.Write(ref writer);
        }

        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <returns>Keys in lower case.</returns>
    /// <exception cref="ProtocolException">The bytes are not attributes, a key is invalid or there twice, or a text too long.</exception>
    public static IReadOnlyDictionary<string, AttributeValue> Decode(ReadOnlyMemory<byte> body) =>
        CheckedReader.Guard(body, "attributes", (ref MessagePackReader reader) =>
        {
            var count = CheckedReader.MapHeader(ref reader, "attributes");
            if (count > ProtocolLimits.MaxAttributesPerEntry)
            {
                throw new ProtocolException(RejectionCode.TooLarge, $"attributes: {count}, at most {ProtocolLimits.MaxAttributesPerEntry} allowed");
            }

            var attributes = new Dictionary<string, AttributeValue>(count, StringComparer.Ordinal);
            for (var i = 0; i < count; i++)
            {
                var at = reader.Consumed;
                var written = CheckedReader.Text(ref reader, "key", ProtocolLimits.MaxKeyLength);
                var key = written.ToLowerInvariant();

                // As written: lowering maps some letters outside the alphabet (the Kelvin sign) into it.
                if (!KeyTable.IsValidKey(written) || !attributes.TryAdd(key, AttributeValue.Read(ref reader, key)))
                {
                    throw CheckedReader.Wrong("key", at, $"'{written}' is not a key or is there twice");
                }
            }

            CheckedReader.ExpectEnd(ref reader, "attributes");
            return attributes;
        });
}
