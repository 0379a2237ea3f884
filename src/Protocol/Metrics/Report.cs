using System.Buffers;
using Fleet.Protocol.Wire;
using MessagePack;

namespace Fleet.Protocol.Metrics;

/// <summary>
/// Metric values over an interval that ends at the entry's capture time: the body of <see cref="Sync.EntryType.Report"/>. On the wire
/// <c>[kind, duration_ms, table_hash, values, session_name?]</c>, where <c>values</c> is an array in the order of the key table and may be
/// shorter than it; what is missing was not observed.
/// </summary>
/// <remarks>
/// A value is by kind: counter and set a number; gauge a number when last, mean, minimum and maximum agree, else <c>[last, mean, min, max]</c>;
/// histogram and timer <c>[count, sum, min, max, sketch]</c>; property a string; flag a boolean; nil for any that was not observed.
/// </remarks>
/// <param name="Kind">Heartbeat or session.</param>
/// <param name="DurationMs">Length of the interval in milliseconds.</param>
/// <param name="Table">Names the keys of the values.</param>
/// <param name="Values">The encoded array of values: decoded against the table by <see cref="ReadValues"/>.</param>
/// <param name="SessionName">The session's name; empty for a heartbeat.</param>
public sealed record Report(ReportKind Kind, long DurationMs, TableHash Table, ReadOnlyMemory<byte> Values, string SessionName = "")
{
    /// <summary>The body of an entry.</summary>
    public byte[] Encode()
    {
        var buffer = new ArrayBufferWriter<byte>(Values.Length + 64);
        var writer = new MessagePackWriter(buffer);
        writer.PutArray(SessionName.Length == 0 ? 4 : 5);
        writer.Put((int)Kind);
        writer.Put(DurationMs);
        writer.WriteBinHeader(TableHash.Size);
        Table.CopyTo(writer.GetSpan(TableHash.Size));
        writer.Advance(TableHash.Size);
        writer.WriteRaw(Values.Span);
        if (SessionName.Length > 0)
        {
            writer.Put(SessionName);
        }

        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads everything but the values, whose extent alone is checked.</summary>
    /// <exception cref="ProtocolException">The bytes are not a report.</exception>
    public static Report Decode(ReadOnlyMemory<byte> body)
    {
        var reader = new MessagePackReader(body);
        return CheckedReader.Guard(ref reader, "report", body, ReadReport);
    }

    /// <summary>
    /// Decodes the values in the order of <paramref name="columns"/> and hands each that is present to <paramref name="visit"/> with its
    /// index. Checks everything that can be checked without other state; a caller that must not act on half a report runs it twice.
    /// </summary>
    /// <exception cref="ProtocolException">More values than columns, or a value that is not of its column's kind.</exception>
    public void ReadValues<TState>(IReadOnlyList<MetricColumn> columns, TState state, Action<TState, int, MetricValue> visit)
    {
        var reader = new MessagePackReader(Values);
        var count = CheckedReader.Guard(ref reader, "values", columns.Count, ReadCount);
        for (var i = 0; i < count; i++)
        {
            // Guarded one by one, so that what the visitor throws stays what it is.
            var value = CheckedReader.Guard(ref reader, "values", columns[i], MetricValueCodec.Read);
            if (value.Shape != MetricShape.Absent)
            {
                visit(state, i, value);
            }
        }

        CheckedReader.ExpectEnd(ref reader, "values");
    }

    /// <summary>Encodes values in the order of their table; nil for the absent ones, and trailing absent ones left out.</summary>
    public static byte[] EncodeValues(ReadOnlySpan<MetricValue> values)
    {
        while (values.Length > 0 && values[^1].Shape == MetricShape.Absent)
        {
            values = values[..^1];
        }

        var buffer = new ArrayBufferWriter<byte>(values.Length * 8 + 8);
        var writer = new MessagePackWriter(buffer);
        writer.PutArray(values.Length);
        foreach (var value in values)
        {
            MetricValueCodec.Write(ref writer, value);
        }

        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static Report ReadReport(ref MessagePackReader reader, ReadOnlyMemory<byte> body)
    {
        var count = CheckedReader.ArrayHeader(ref reader, "report", 4);
        var kind = (ReportKind)CheckedReader.Int64(ref reader, "kind", (int)ReportKind.Heartbeat, (int)ReportKind.Session);
        var duration = CheckedReader.Int64(ref reader, "duration_ms", 0, ProtocolLimits.MaxReportDurationMs);
        var hash = CheckedReader.Bytes(ref reader, "table_hash", TableHash.Size);
        if (hash.Length != TableHash.Size)
        {
            throw CheckedReader.Wrong("table_hash", reader.Consumed, $"{hash.Length} bytes, {TableHash.Size} expected");
        }

        var start = (int)reader.Consumed;
        if (reader.NextMessagePackType != MessagePackType.Array)
        {
            throw CheckedReader.Wrong("values", start, $"expected an array, found {reader.NextMessagePackType}");
        }

        CheckedReader.Skip(ref reader);
        var values = body[start..(int)reader.Consumed];
        var session = count > 4 ? CheckedReader.Text(ref reader, "session_name", ProtocolLimits.MaxSessionNameLength, mayBeEmpty: true) : "";
        CheckedReader.SkipRest(ref reader, count, known: 5);
        CheckedReader.ExpectEnd(ref reader, "report");
        return kind == ReportKind.Session == session.Length > 0
            ? new Report(kind, duration, TableHash.FromBytes(hash.Span), values, session)
            : throw new ProtocolException("report: a session has a name, a heartbeat none");
    }

    private static int ReadCount(ref MessagePackReader reader, int columns)
    {
        var count = CheckedReader.ArrayHeader(ref reader, "values", 0);
        return count <= columns
            ? count
            : throw new ProtocolException($"values: {count} values for a table of {columns} keys");
    }
}
