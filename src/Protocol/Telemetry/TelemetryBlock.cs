using Fleet.Protocol.Metrics;
using Fleet.Protocol.Wire;
using MessagePack;

namespace Fleet.Protocol.Telemetry;

/// <summary>
/// Metrics at high resolution over a stretch of time: the body of <see cref="Sync.EntryType.Telemetry"/>. On the wire
/// <c>[start_ms, step_ms, request, [[key, unit, [number | nil, ...]], ...]]</c>.
/// </summary>
/// <param name="StartMs">Time of the first step, milliseconds since 1970 UTC by the device's clock.</param>
/// <param name="StepMs">From one step to the next.</param>
/// <param name="RequestId">Of the request that asked for it; 0 when none did.</param>
/// <param name="Series">Each key once.</param>
public sealed record TelemetryBlock(long StartMs, long StepMs, long RequestId, IReadOnlyList<TelemetrySeries> Series)
{
    private const int Fields = 4;

    public byte[] Encode() => BodyWriter.Encode(this, static (ref writer, block) =>
    {
        writer.PutArray(Fields);
        writer.Put(block.StartMs);
        writer.Put(block.StepMs);
        writer.Put(block.RequestId);
        writer.PutArray(block.Series.Count);
        foreach (var series in block.Series)
        {
            writer.PutArray(3);
            writer.Put(series.Key);
            writer.Put(series.Unit);
            writer.PutArray(series.Values.Count);
            foreach (var value in series.Values)
            {
                if (value is { } number)
                {
                    NumberWriter.Write(ref writer, number);
                }
                else
                {
                    writer.WriteNil();
                }
            }
        }
    });

    /// <exception cref="ProtocolException">The bytes are not a block of telemetry.</exception>
    public static TelemetryBlock Decode(ReadOnlyMemory<byte> body) => CheckedReader.Guard(body, "telemetry", static (ref reader) =>
    {
        var count = CheckedReader.ArrayHeader(ref reader, "telemetry", Fields);
        var block = new TelemetryBlock(
            CheckedReader.Milliseconds(ref reader, "start_ms"),
            CheckedReader.Int64(ref reader, "step_ms", 1, ProtocolLimits.MaxReportDurationMs),
            CheckedReader.Int64(ref reader, "request", 0),
            ReadSeries(ref reader));
        CheckedReader.SkipRest(ref reader, count, Fields);
        CheckedReader.ExpectEnd(ref reader, "telemetry");
        return block;
    });

    private static TelemetrySeries[] ReadSeries(ref MessagePackReader reader)
    {
        var all = new TelemetrySeries[CheckedReader.ArrayHeader(ref reader, "series", 1, ProtocolLimits.MaxTelemetrySeries)];
        var keys = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var room = ProtocolLimits.MaxTelemetryValues;
        for (var i = 0; i < all.Length; i++)
        {
            var count = CheckedReader.ArrayHeader(ref reader, "series", 3);
            var at = reader.Consumed;
            var key = CheckedReader.Text(ref reader, "key", ProtocolLimits.MaxKeyLength);
            if (!KeyTable.IsValidKey(key) || !keys.Add(key))
            {
                throw CheckedReader.Wrong("key", at, $"'{key}' is not a key or is there twice");
            }

            var unit = CheckedReader.Text(ref reader, "unit", ProtocolLimits.MaxUnitLength, mayBeEmpty: true);
            all[i] = new TelemetrySeries(key, unit, ReadValues(ref reader, ref room));
            CheckedReader.SkipRest(ref reader, count, known: 3);
        }

        return all;
    }

    private static double?[] ReadValues(ref MessagePackReader reader, ref int room)
    {
        var values = new double?[CheckedReader.ArrayHeader(ref reader, "values", 0, room)];
        room -= values.Length;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = reader.TryReadNil() ? null : CheckedReader.Number(ref reader, "value");
        }

        return values;
    }
}
