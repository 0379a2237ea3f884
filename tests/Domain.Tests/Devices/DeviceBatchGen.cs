using CsCheck;
using Fleet.Domain.Devices;
using Fleet.Protocol;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.Domain.Tests.Devices;

/// <summary>Batches of every kind, as they are stored.</summary>
internal static class DeviceBatchGen
{
    private static readonly Guid[] BootIds = [.. Enumerable.Range(0, 24).Select(i => new Guid(i, 0, 0, [1, 2, 3, 4, 5, 6, 7, 8]))];

    private static readonly Gen<string> Name = Gen.String[Gen.Char['a', 'z'], 1, 12];

    private static readonly Gen<AttributeValue> Value = Gen.OneOf(
        Name.Select(AttributeValue.Of),
        Gen.Double[-1e6, 1e6].Select(AttributeValue.Of),
        Gen.Bool.Select(AttributeValue.Of),
        Gen.Const(AttributeValue.None));

    private static readonly Gen<MetricValue> Gauge = Gen.Double[-1e6, 1e6].Select(v => MetricValue.Gauge(v, v, v, v));

    private static readonly Gen<Report> ReportGen = Gen.Select(Gen.Long[0, ProtocolLimits.MaxReportDurationMs], Gen.ULong, Gen.ULong, Gauge.Array[0, 20], Gen.Bool, Name, (duration, high, low, values, isSession, name) =>
        new Report(isSession ? ReportKind.Session : ReportKind.Heartbeat, duration, new TableHash(high, low), Report.EncodeValues(values), isSession ? name : ""));

    private static readonly Gen<DeviceEvent> Event = Gen.OneOf<DeviceEvent>(
        Gen.Select(Name, Name, Name, Name, (a, b, c, d) => (DeviceEvent)new DeviceRegistered(a, b, c, d)),
        Gen.Select(Name, Name, (a, b) => (DeviceEvent)new SoftwareChanged(a, b)),
        Name.Select(a => (DeviceEvent)new HardwareChanged(a)),
        Gen.Select(Gen.Long, Gen.Long, Gen.Bool, Name, Name, ReportGen, (n, at, repaired, type, version, report) =>
            (DeviceEvent)new ReportRecorded(n, at, repaired, type, version, report)),
        Gen.Select(Gen.Long, Gen.Long[0, long.MaxValue / 2], Gen.Bool, Gen.Dictionary(Name, Value)[0, 5], (n, at, repaired, attributes) =>
            (DeviceEvent)new AttributesChanged(n, at, repaired, attributes)),
        Gen.Select(Gen.Long, Gen.Int[0, int.MaxValue], Gen.Int[1, 8], Name, (n, type, code, reason) =>
            (DeviceEvent)new EntryRejected(n, type, (RejectionCode)code, reason)),
        Gen.Long[1, long.MaxValue].Select(r => (DeviceEvent)new ConfigurationConfirmed(r)),
        Gen.Select(Gen.Long, Gen.Long, Gen.Bool, Name, Gen.Int[0, BootIds.Length - 1], Gen.Int[3, 9], Gen.Byte.Array[0, 40], (n, at, repaired, version, boot, type, body) =>
            (DeviceEvent)new ObservationRecorded(n, at, repaired, "main", version, BootIds[boot], (EntryType)type, body)),
        Gen.Select(Gen.Long[1, 9], Maybe(Gen.Long[0, 1_000_000]), Maybe(Gen.Bool), Maybe(Gen.Bool), Gen.Long[0, 1_000], (revision, number, first, second, until) =>
            (DeviceEvent)new DeviceConfigured(revision, new DeviceSettings(number, first, second, first, number, until))),
        Gen.Select(Gen.Long[1, 200], Gen.Int[1, 3], Gen.Long[0, long.MaxValue], Gen.Int[0, BootIds.Length - 1], Name, (id, kind, expires, subject, place) =>
            (DeviceEvent)new RequestMade(new DeviceRequest(id, kind, expires, 1, 2, BootIds[subject]), place)),
        Gen.Select(Gen.Long, Gen.Long, Gen.Bool, Gen.Long[1, 200], Gen.Int[1, 5], Name, (n, at, repaired, id, outcome, message) =>
            (DeviceEvent)new RequestAnswered(n, at, repaired, id, (RequestOutcome)outcome, message)),
        Gen.Long[1, 200].Select(id => (DeviceEvent)new RequestCancelled(id)),
        Gen.Select(Name, Name, (cohort, hardware) => (DeviceEvent)new DeviceCreated(cohort, hardware)),
        Gen.Select(Name, Name, (from, to) => (DeviceEvent)new CohortChanged(from, to)),
        Name.Select(name => (DeviceEvent)new NicknameChanged(name)),
        Gen.Select(Gen.Long, Name, Gen.Int[1, 2], (n, key, policy) => (DeviceEvent)new AttributesRefused(n, new Dictionary<string, AttributeWritePolicy> { [key] = (AttributeWritePolicy)policy })),
        Gen.Select(Gen.Long[0, long.MaxValue / 2], Gen.Dictionary(Name, Value)[0, 5], (at, attributes) => (DeviceEvent)new OperatorAttributesChanged(at, attributes)),
        Gen.Const((DeviceEvent)new DeviceDeleted()),
        Gen.Const((DeviceEvent)new ContactMade()));

    private static readonly Gen<BootAnchor> Boot = Gen.Select(Gen.Int[0, BootIds.Length - 1], Gen.Long[0, Uploads.Now], (i, at) => new BootAnchor(BootIds[i], at));

    private static readonly Gen<NumberRange> Range = Gen.Select(Gen.Long[1, 200], Gen.Long[0, 5], (first, more) => new NumberRange(first, first + more));

    /// <summary>Few queues, boots and numbers, so that they meet.</summary>
    public static readonly Gen<DeviceBatch> Batch = Gen.Select(
        Gen.Long[1, long.MaxValue], Gen.ULong[1, 12], Range.Array[0, 4], Boot.Array[0, 4], Event.Array[1, 6], Gen.OneOf(Gen.Const(DeviceRules.DefaultCohort), Name), (at, epoch, ranges, boots, events, cohort) =>
            new DeviceBatch(at, epoch, Disjoint(ranges), boots, events) { Cohort = cohort });

    private static Gen<T?> Maybe<T>(Gen<T> value)
        where T : struct => Gen.Select(Gen.Bool, value, (there, one) => there ? one : (T?)null);

    private static NumberRange[] Disjoint(NumberRange[] ranges)
    {
        var set = new IntervalSet();
        foreach (var range in ranges)
        {
            set.AddRange(range.First, range.Last);
        }

        return set.ToRanges();
    }
}
