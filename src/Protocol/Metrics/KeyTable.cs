using System.Buffers;
using Fleet.Protocol.Wire;
using MessagePack;

namespace Fleet.Protocol.Metrics;

/// <summary>
/// The keys, kinds and units of a report's values, in order. Encoded as an array of <c>[key, kind, unit]</c> (the unit may be left out when
/// empty) and named by the hash of these bytes, so that reports carry values only.
/// </summary>
public sealed class KeyTable
{
    private static readonly SearchValues<char> KeyCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:/@%+-");

    private KeyTable(MetricColumn[] columns, byte[] encoded)
    {
        Columns = columns;
        Encoded = encoded;
        Hash = TableHash.Of(encoded);
    }

    public IReadOnlyList<MetricColumn> Columns { get; }

    /// <summary>The bytes that <see cref="Hash"/> names.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    public TableHash Hash { get; }

    /// <exception cref="ArgumentException">A key that is not valid, or that occurs twice when case does not count.</exception>
    public static KeyTable Of(IReadOnlyCollection<MetricColumn> columns)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        writer.PutArray(columns.Count);
        foreach (var column in columns)
        {
            writer.PutArray(column.Unit.Length == 0 ? 2 : 3);
            writer.Put(column.Key);
            writer.Put((int)column.Kind);
            if (column.Unit.Length > 0)
            {
                writer.Put(column.Unit);
            }
        }

        writer.Flush();
        try
        {
            return Decode(buffer.WrittenMemory);
        }
        catch (ProtocolException e)
        {
            throw new ArgumentException(e.Message, nameof(columns), e);
        }
    }

    /// <exception cref="ProtocolException">The bytes are not a key table, or one of its keys is invalid or there twice.</exception>
    public static KeyTable Decode(ReadOnlyMemory<byte> encoded)
    {
        if (encoded.Length > ProtocolLimits.MaxTableBytes)
        {
            throw new ProtocolException(RejectionCode.TooLarge, $"key table: {encoded.Length} bytes, at most {ProtocolLimits.MaxTableBytes} allowed");
        }

        var columns = CheckedReader.Guard(encoded, "key table", ReadColumns);
        return new KeyTable(columns, encoded.ToArray());
    }

    /// <summary>Whether <paramref name="key"/> can name a metric or an attribute.</summary>
    public static bool IsValidKey(ReadOnlySpan<char> key) =>
        key.Length is > 0 and <= ProtocolLimits.MaxKeyLength && !key.ContainsAnyExcept(KeyCharacters);

    private static MetricColumn[] ReadColumns(ref MessagePackReader reader)
    {
        var columns = new MetricColumn[CheckedReader.ArrayHeader(ref reader, "key table", 1, ProtocolLimits.MaxKeysPerTable)];
        var seen = new HashSet<string>(columns.Length, StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < columns.Length; i++)
        {
            var at = reader.Consumed;
            var count = CheckedReader.ArrayHeader(ref reader, "column", 2);
            var key = CheckedReader.Text(ref reader, "key", ProtocolLimits.MaxKeyLength);
            var kind = (MetricKind)CheckedReader.Int64(ref reader, "kind", (int)MetricKind.Counter, (int)MetricKind.Flag);
            var unit = count > 2 ? CheckedReader.Text(ref reader, "unit", ProtocolLimits.MaxUnitLength, mayBeEmpty: true) : "";
            CheckedReader.SkipRest(ref reader, count, known: 3);
            if (!IsValidKey(key))
            {
                throw new ProtocolException(RejectionCode.InvalidKeyTable, $"column {i} at byte {at}: '{key}' is not a key ([A-Za-z0-9._:/@%+-], 1 to {ProtocolLimits.MaxKeyLength})");
            }

            if (!seen.Add(key))
            {
                throw new ProtocolException(RejectionCode.InvalidKeyTable, $"column {i} at byte {at}: '{key}' is there twice");
            }

            columns[i] = new MetricColumn(key, kind, unit);
        }

        CheckedReader.ExpectEnd(ref reader, "key table");
        return columns;
    }
}
