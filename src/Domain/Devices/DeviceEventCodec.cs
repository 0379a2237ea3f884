using System.Buffers;
using Fleet.Protocol;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;
using MessagePack;

namespace Fleet.Domain.Devices;

/// <summary>
/// The one place that knows the numbers of event types. Elements behind the known ones are skipped.
/// <code>
/// [type, ...fields]
///   1 DeviceRegistered           cohort, hardware_version, software_type, software_version
///   2 SoftwareChanged            software_type, software_version
///   3 HardwareChanged            hardware_version
///   4 ReportRecorded             number, captured_at_ms, clock_repaired, software_type, software_version, report bin
///   5 AttributesChanged          number, captured_at_ms, clock_repaired, attributes bin
///   6 EntryRejected              number, entry_type, code, reason
///   7 ConfigurationConfirmed     revision
///   8 ContactMade
///   9 ObservationRecorded        number, captured_at_ms, clock_repaired, software_type, software_version, boot bin16, entry_type, body bin
///  10 DeviceConfigured           revision, [settings]
///  11 RequestMade                [request], place
///  12 RequestAnswered            number, captured_at_ms, clock_repaired, id, outcome, message
///  13 RequestCancelled           id
///  14 DeviceCreated              cohort, hardware_version
///  15 CohortChanged              from, to
///  16 NicknameChanged            nickname
///  17 OperatorAttributesChanged  changed_at_ms, attributes bin
///  18 AttributesRefused          number, [key, policy, key, policy, ...]
///  19 DeviceDeleted
/// </code>
/// </summary>
internal static class DeviceEventCodec
{
    public static void Write(ref MessagePackWriter writer, DeviceEvent e)
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
            case DeviceCreated created:
                Begin(ref writer, 14, 2);
                writer.Write(created.Cohort);
                writer.Write(created.HardwareVersion);
                break;
            case CohortChanged cohort:
                Begin(ref writer, 15, 2);
                writer.Write(cohort.From);
                writer.Write(cohort.To);
                break;
            case NicknameChanged nickname:
                Begin(ref writer, 16, 1);
                writer.Write(nickname.Nickname);
                break;
            case OperatorAttributesChanged attributes:
                Begin(ref writer, 17, 2);
                writer.Write(attributes.ChangedAtMs);
                writer.Write(AttributesBody.Encode(attributes.Attributes));
                break;
            case AttributesRefused refused:
                Begin(ref writer, 18, 2);
                writer.Write(refused.Number);
                writer.WriteArrayHeader(2 * refused.Policies.Count);
                foreach (var (key, policy) in refused.Policies)
                {
                    writer.Write(key);
                    writer.Write((int)policy);
                }

                break;
            case DeviceDeleted:
                Begin(ref writer, 19, 0);
                break;
            default:
                throw new InvalidOperationException($"{e.GetType().Name} has no number");
        }
    }

    public static DeviceEvent Read(ref MessagePackReader reader)
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
            case 14:
                e = new DeviceCreated(reader.ReadString()!, reader.ReadString()!);
                known = 2;
                break;
            case 15:
                e = new CohortChanged(reader.ReadString()!, reader.ReadString()!);
                known = 2;
                break;
            case 16:
                e = new NicknameChanged(reader.ReadString()!);
                known = 1;
                break;
            case 17:
                e = new OperatorAttributesChanged(reader.ReadInt64(), AttributesBody.Decode(Slice(ref reader)));
                known = 2;
                break;
            case 18:
                e = new AttributesRefused(reader.ReadInt64(), ReadPolicies(ref reader));
                known = 2;
                break;
            case 19:
                e = new DeviceDeleted();
                known = 0;
                break;
            default:
                throw new InvalidDataException($"event type {type} is not known to this version");
        }

        SkipRest(ref reader, count, known + 1);
        return e;
    }

    public static void SkipRest(ref MessagePackReader reader, int count, int known)
    {
        for (var i = known; i < count; i++)
        {
            reader.Skip();
        }
    }

    private static Dictionary<string, AttributeWritePolicy> ReadPolicies(ref MessagePackReader reader)
    {
        var policies = new Dictionary<string, AttributeWritePolicy>(StringComparer.Ordinal);
        for (var left = reader.ReadArrayHeader(); left > 0; left -= 2)
        {
            policies.Add(reader.ReadString()!, (AttributeWritePolicy)reader.ReadInt32());
        }

        return policies;
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
}
