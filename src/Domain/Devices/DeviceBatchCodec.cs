using System.Buffers;
using Fleet.Protocol;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;
using Fleet.Protocol.Wire;
using MessagePack;

namespace Fleet.Domain.Devices;

/// <summary>
/// The payload of a row of the event log. MessagePack arrays; elements behind the known ones are skipped, so that a newer version may add them.
/// The events are those of <see cref="DeviceEventCodec"/>; the cohort is there only when it is not <see cref="DeviceRules.DefaultCohort"/>.
/// <code>
/// [received_at_ms, epoch, [[first, last], ...], [[boot bin16, started_at_ms], ...], [event, ...], cohort]
/// </code>
/// A stored payload has a format number beside it: <see cref="PlainFormat"/> or <see cref="ZstdFormat"/>.
/// </summary>
public static class DeviceBatchCodec
{
    /// <summary>The payload is the MessagePack itself.</summary>
    public const int PlainFormat = 1;

    /// <summary>The payload is a zstd frame of the MessagePack.</summary>
    public const int ZstdFormat = 2;

    /// <summary>Bytes from which a payload is compressed: below, zstd gains little and costs a call.</summary>
    public const int CompressFrom = 1024;

    /// <summary>A batch grows little over the frame that it came in.</summary>
    private const int MaxPayloadBytes = 4 * ProtocolLimits.MaxFrameBytes;

    public static (int Format, byte[] Payload) Encode(DeviceBatch batch)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        var writer = new MessagePackWriter(buffer);
        var hasCohort = batch.Cohort != DeviceRules.DefaultCohort;
        writer.WriteArrayHeader(hasCohort ? 6 : 5);
        writer.Write(batch.ReceivedAtMs);
        writer.Write(batch.Epoch);
        writer.WriteArrayHeader(batch.Numbers.Count);
        foreach (var range in batch.Numbers)
        {
            writer.WriteArrayHeader(2);
            writer.Write(range.First);
            writer.Write(range.Last);
        }

        BootAnchorCodec.Write(ref writer, batch.Boots);
        writer.WriteArrayHeader(batch.Events.Count);
        foreach (var e in batch.Events)
        {
            DeviceEventCodec.Write(ref writer, e);
        }

        if (hasCohort)
        {
            writer.Write(batch.Cohort);
        }

        writer.Flush();
        return buffer.WrittenCount < CompressFrom
            ? (PlainFormat, buffer.WrittenSpan.ToArray())
            : (ZstdFormat, FrameCompression.Compress(buffer.WrittenSpan));
    }

    /// <exception cref="InvalidDataException">A format or event type that this version does not know, or a payload that is damaged.</exception>
    public static DeviceBatch Decode(int format, ReadOnlyMemory<byte> payload)
    {
        try
        {
            return Read(format switch
            {
                PlainFormat => payload,
                ZstdFormat => FrameCompression.Decompress(payload, MaxPayloadBytes),
                _ => throw new InvalidDataException($"event format {format} is not known to this version"),
            });
        }
        catch (Exception e) when (e is MessagePackSerializationException or EndOfStreamException or ProtocolException
            or OverflowException or InvalidOperationException or ArgumentException)
        {
            throw new InvalidDataException($"a stored batch of {payload.Length} bytes is damaged: {e.Message}", e);
        }
    }

    private static DeviceBatch Read(ReadOnlyMemory<byte> encoded)
    {
        var reader = new MessagePackReader(encoded);
        var count = reader.ReadArrayHeader();
        var receivedAt = reader.ReadInt64();
        var epoch = reader.ReadUInt64();
        var numbers = new NumberRange[reader.ReadArrayHeader()];
        for (var i = 0; i < numbers.Length; i++)
        {
            var fields = reader.ReadArrayHeader();
            numbers[i] = new NumberRange(reader.ReadInt64(), reader.ReadInt64());
            DeviceEventCodec.SkipRest(ref reader, fields, 2);
        }

        var boots = BootAnchorCodec.Read(ref reader);
        var events = new DeviceEvent[reader.ReadArrayHeader()];
        for (var i = 0; i < events.Length; i++)
        {
            events[i] = DeviceEventCodec.Read(ref reader);
        }

        var cohort = count > 5 ? reader.ReadString()! : DeviceRules.DefaultCohort;
        DeviceEventCodec.SkipRest(ref reader, count, 6);
        return new DeviceBatch(receivedAt, epoch, numbers, boots, events) { Cohort = cohort };
    }
}
