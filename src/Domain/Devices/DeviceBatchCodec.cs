using System.Buffers;
using Fleet.Protocol;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;
using Fleet.Protocol.Wire;
using MessagePack;

namespace Fleet.Domain.Devices;

/// <summary>
/// The payload of a row of the event log, and the one place that knows the numbers of event types. MessagePack arrays; elements behind the
/// known ones are skipped, so that a newer version may add them.
/// <code>
/// batch  [received_at_ms, epoch, [[first, last], ...], [[boot bin16, started_at_ms], ...], [event, ...]]
/// event  [type, ...fields]
///   1 DeviceRegistered        cohort, hardware_version, software_type, software_version
///   2 SoftwareChanged         software_type, software_version
///   3 HardwareChanged         hardware_version
///   4 ReportRecorded          number, captured_at_ms, clock_repaired, software_type, software_version, report bin
///   5 AttributesChanged       number, captured_at_ms, clock_repaired, attributes bin
///   6 EntryRejected           number, entry_type, code, reason
///   7 ConfigurationConfirmed  revision
///   8 ContactMade
///   9 ObservationRecorded     number, captured_at_ms, clock_repaired, software_type, software_version, boot bin16, entry_type, body bin
///  10 DeviceConfigured        revision, [settings]
///  11 RequestMade             [request], place
///  12 RequestAnswered         number, captured_at_ms, clock_repaired, id, outcome, message
///  13 RequestCancelled        id
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
        writer.WriteArrayHeader(5);
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
            WriteEvent(ref writer, e);
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
            SkipRest(ref reader, fields, 2);
        }

        var boots = BootAnchorCodec.Read(ref reader);
        var events = new DeviceEvent[reader.ReadArrayHeader()];
        for (var i = 0; i < events.Length; i++)
        {
            events[i] = ReadEvent(ref reader);
        }

        SkipRest(ref reader, count, 5);
        return new DeviceBatch(receivedAt, epoch, numbers, boots, events);
    }

    private static void WriteEvent(ref MessagePackWriter writer, DeviceEvent e)
    {
        switch (e)
        {
            case DeviceRegistered registered:
                Begin(ref writer, 1, 4);
                writer.Write(registered.Cohort);
                writer.Write(registered.HardwareVersion);
                writer.Write(registered.SoftwareType);
                writer.Write(registered.SoftwareVersion);
                break;
            case SoftwareChanged software:
                Begin(ref writer, 2, 2);
                writer.Write(software.SoftwareType);
                writer.Write(software.SoftwareVersion);
                break;
            case HardwareChanged hardware:
                Begin(ref writer, 3, 1);
                writer.Write(hardware.HardwareVersion);
                break;
            case ReportRecorded report:
                Begin(ref writer, 4, 6);
                writer.Write(report.Number);
                writer.Write(report.CapturedAtMs);
                writer.Write(report.ClockRepaired);
                writer.Write(report.SoftwareType);
                writer.Write(report.SoftwareVersion);
                writer.Write(report.Report.Encode());
                break;
            case AttributesChanged attributes:
                Begin(ref writer, 5, 4);
                writer.Write(attributes.Number);
                writer.Write(attributes.CapturedAtMs);
                writer.Write(attributes.ClockRepaired);
                writer.Write(AttributesBody.Encode(attributes.Attributes));
                break;
            case EntryRejected rejected:
                Begin(ref writer, 6, 4);
                writer.Write(rejected.Number);
                writer.Write(rejected.EntryType);
                writer.Write((int)rejected.Code);
                writer.Write(rejected.Reason);
                break;
            case ConfigurationConfirmed confirmed:
                Begin(ref writer, 7, 1);
                writer.Write(confirmed.Revision);
                break;
            case ContactMade:
                Begin(ref writer, 8, 0);
                break;
            case ObservationRecorded observation:
                Begin(ref writer, 9, 8);
                writer.Write(observation.Number);
                writer.Write(observation.CapturedAtMs);
                writer.Write(observation.ClockRepaired);
                writer.Write(observation.SoftwareType);
                writer.Write(observation.SoftwareVersion);
                writer.Write(observation.BootId.ToByteArray(bigEndian: true));
                writer.Write((int)observation.Type);
                writer.Write(observation.Body.Span);
                break;
            case DeviceConfigured configured:
                Begin(ref writer, 10, 2);
                writer.Write(configured.Revision);
                DeviceSettingsCodec.Write(ref writer, configured.Settings);
                break;
            case RequestMade made:
                Begin(ref writer, 11, 2);
                RequestCodec.Write(ref writer, made.Request);
                writer.Write(made.Place);
                break;
            case RequestAnswered answered:
                Begin(ref writer, 12, 6);
                writer.Write(answered.Number);
                writer.Write(answered.CapturedAtMs);
                writer.Write(answered.ClockRepaired);
                writer.Write(answered.Id);
                writer.Write((int)answered.Outcome);
                writer.Write(answered.Message);
                break;
            case RequestCancelled cancelled:
                Begin(ref writer, 13, 1);
                writer.Write(cancelled.Id);
                break;
            default:
                throw new InvalidOperationException($"{e.GetType().Name} has no number");
        }
    }

    private static DeviceEvent ReadEvent(ref MessagePackReader reader)
    {
        var count = reader.ReadArrayHeader();
        var type = reader.ReadInt32();
        DeviceEvent e;
        int known;
        switch (type)
        {
            case 1:
                e = new DeviceRegistered(reader.ReadString()!, reader.ReadString()!, reader.ReadString()!, reader.ReadString()!);
                known = 4;
                break;
            case 2:
                e = new SoftwareChanged(reader.ReadString()!, reader.ReadString()!);
                known = 2;
                break;
            case 3:
                e = new HardwareChanged(reader.ReadString()!);
                known = 1;
                break;
            case 4:
                e = new ReportRecorded(
                    reader.ReadInt64(),
                    reader.ReadInt64(),
                    reader.ReadBoolean(),
                    reader.ReadString()!,
                    reader.ReadString()!,
                    Report.Decode(Slice(ref reader)));
                known = 6;
                break;
            case 5:
                e = new AttributesChanged(reader.ReadInt64(), reader.ReadInt64(), reader.ReadBoolean(), AttributesBody.Decode(Slice(ref reader)));
                known = 4;
                break;
            case 6:
                e = new EntryRejected(reader.ReadInt64(), reader.ReadInt32(), (RejectionCode)reader.ReadInt32(), reader.ReadString()!);
                known = 4;
                break;
            case 7:
                e = new ConfigurationConfirmed(reader.ReadInt64());
                known = 1;
                break;
            case 8:
                e = new ContactMade();
                known = 0;
                break;
            case 9:
                e = new ObservationRecorded(
                    reader.ReadInt64(),
                    reader.ReadInt64(),
                    reader.ReadBoolean(),
                    reader.ReadString()!,
                    reader.ReadString()!,
                    RequestCodec.ReadId(ref reader),
                    (EntryType)reader.ReadInt32(),
                    Slice(ref reader));
                known = 8;
                break;
            case 10:
                e = new DeviceConfigured(reader.ReadInt64(), DeviceSettingsCodec.Read(ref reader));
                known = 2;
                break;
            case 11:
                e = new RequestMade(RequestCodec.Read(ref reader), reader.ReadString()!);
                known = 2;
                break;
            case 12:
                e = new RequestAnswered(
                    reader.ReadInt64(),
                    reader.ReadInt64(),
                    reader.ReadBoolean(),
                    reader.ReadInt64(),
                    (RequestOutcome)reader.ReadInt32(),
                    reader.ReadString()!);
                known = 6;
                break;
            case 13:
                e = new RequestCancelled(reader.ReadInt64());
                known = 1;
                break;
            default:
                throw new InvalidDataException($"event type {type} is not known to this version");
        }

        SkipRest(ref reader, count, known + 1);
        return e;
    }

    private static void Begin(ref MessagePackWriter writer, int type, int fields)
    {
        writer.WriteArrayHeader(fields + 1);
        writer.Write(type);
    }

    private static ReadOnlyMemory<byte> Slice(ref MessagePackReader reader)
    {
        var bytes = reader.ReadBytes() ?? ReadOnlySequence<byte>.Empty;
        return bytes.IsSingleSegment ? bytes.First : bytes.ToArray();
    }

    private static void SkipRest(ref MessagePackReader reader, int count, int known)
    {
        for (var i = known; i < count; i++)
        {
            reader.Skip();
        }
    }
}
