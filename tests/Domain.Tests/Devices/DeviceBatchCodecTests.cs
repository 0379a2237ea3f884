using CsCheck;
using Fleet.Domain.Devices;
using Fleet.Protocol;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.Domain.Tests.Devices;

public sealed class DeviceBatchCodecTests
{
    /// <summary>The head of a batch received at 5 in epoch 9 that settles 1..3, without boots, up to its one event.</summary>
    private const string Head = "950509" + "91920103" + "90" + "91";

    private static readonly TableHash Table = new(0x0102030405060708, 0x090A0B0C0D0E0F10);

    private static readonly Guid Id = new("01020304-0506-0708-090a-0b0c0d0e0f10");

    /// <summary>What is stored is never rewritten: these bytes must be read, and written, for ever.</summary>
    public static TheoryData<DeviceEvent, string> Golden => new()
    {
        { new DeviceRegistered("default", "rev-a", "main", "1.0"), "9501A764656661756C74A57265762D61A46D61696EA3312E30" },
        { new SoftwareChanged("main", "1.1"), "9302A46D61696EA3312E31" },
        { new HardwareChanged("rev-b"), "9203A57265762D62" },
        {
            new ReportRecorded(2, 1_767_225_600_000, true, "main", "1.0", new Report(ReportKind.Heartbeat, 3_600_000, Table, new byte[] { 0x92, 0x2A, 0xC0 })),
            "970402CF0000019B76DAA800C3A46D61696EA3312E30C41C" + "9400CE0036EE80C4100102030405060708090A0B0C0D0E0F10922AC0"
        },
        {
            new ReportRecorded(3, 5, false, "main", "1.0", new Report(ReportKind.Session, 60_000, Table, new byte[] { 0x90 }, "wash")),
            "97040305C2A46D61696EA3312E30C41D" + "9501CDEA60C4100102030405060708090A0B0C0D0E0F1090A477617368"
        },
        {
            new AttributesChanged(3, 5, false, new Dictionary<string, AttributeValue> { ["color"] = AttributeValue.Of("red"), ["gone"] = AttributeValue.None }),
            "95050305C2C411" + "82A5636F6C6F72A3726564A4676F6E65C0"
        },
        { new EntryRejected(1, 99, RejectionCode.UnknownType, "no"), "9506016302A26E6F" },
        { new ConfigurationConfirmed(4), "920704" },
        { new ContactMade(), "9108" },
        {
            new ObservationRecorded(2, 5, false, "main", "1.0", Id, EntryType.Reboot, new byte[] { 0x93, 0x06, 0xA0, 0xA0 }),
            "99090205C2A46D61696EA3312E30C4100102030405060708090A0B0C0D0E0F1003C404" + "9306A0A0"
        },
        { new DeviceConfigured(3, new DeviceSettings(60_000, true, null, false, null, 7)), "930A03" + "96CDEA60C3C0C2C007" },
        { new RequestMade(new DeviceRequest(4, 2, 9, 0, 0, Id), "a/b"), "930B" + "9604020900" + "00C4100102030405060708090A0B0C0D0E0F10" + "A3612F62" },
        { new RequestAnswered(3, 5, false, 4, RequestOutcome.NothingHeld, "no"), "970C0305C20402A26E6F" },
        { new RequestCancelled(4), "920D04" },
        { new DeviceCreated("beta", "rev-a"), "930EA462657461A57265762D61" },
        { new CohortChanged("default", "beta"), "930FA764656661756C74A462657461" },
        { new AttributesRefused(3, new Dictionary<string, AttributeWritePolicy> { ["a"] = AttributeWritePolicy.Operator, ["b"] = AttributeWritePolicy.Unset }), "931203" + "94A16102A16201" },
        { new DeviceDeleted(), "9113" },
        { new NicknameChanged("Lab 7"), "9210A54C61622037" },
        {
            new OperatorAttributesChanged(5, new Dictionary<string, AttributeValue> { ["color"] = AttributeValue.Of("red"), ["gone"] = AttributeValue.None }),
            "931105C411" + "82A5636F6C6F72A3726564A4676F6E65C0"
        },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void Golden_bytes_of_each_event(DeviceEvent e, string hex)
    {
        var (format, payload) = DeviceBatchCodec.Encode(Batch(e));
        Assert.Equal(Head + hex, Convert.ToHexString(payload));
        Assert.Equal(DeviceBatchCodec.PlainFormat, format);
        Assert.Equal(Convert.ToHexString(payload), Reencoded(DeviceBatchCodec.PlainFormat, Convert.FromHexString(Head + hex)));
    }

    [Fact]
    public void Golden_bytes_of_a_batch_with_a_boot()
    {
        var batch = Batch(new ContactMade()) with { Boots = [new BootAnchor(new Guid("01020304-0506-0708-090a-0b0c0d0e0f10"), 7)] };
        Assert.Equal("950509" + "91920103" + "9192C4100102030405060708090A0B0C0D0E0F1007" + "919108", Convert.ToHexString(DeviceBatchCodec.Encode(batch).Payload));
    }

    [Fact]
    public void The_cohort_is_stored_only_when_it_is_not_the_default_one()
    {
        const string beta = "960509" + "91920103" + "90" + "919108" + "A462657461";
        Assert.Equal(beta, Convert.ToHexString(DeviceBatchCodec.Encode(Batch(new ContactMade()) with { Cohort = "beta" }).Payload));
        Assert.Equal("beta", DeviceBatchCodec.Decode(DeviceBatchCodec.PlainFormat, Convert.FromHexString(beta)).Cohort);
        Assert.Equal("default", DeviceBatchCodec.Decode(DeviceBatchCodec.PlainFormat, Convert.FromHexString(Head + "9108")).Cohort);
    }

    [Fact]
    public void Every_event_type_has_golden_bytes() => Assert.Equal(
        typeof(DeviceEvent).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(DeviceEvent))).Select(t => t.Name).Order(),
        Golden.Select(row => row.Data.Item1.GetType().Name).Distinct().Order());

    [Fact]
    public void Decoding_an_encoded_batch_gives_it_back() => DeviceBatchGen.Batch.Sample(batch =>
    {
        var (format, payload) = DeviceBatchCodec.Encode(batch);
        var decoded = DeviceBatchCodec.Decode(format, payload);
        Assert.Equal((batch.ReceivedAtMs, batch.Epoch, batch.Cohort), (decoded.ReceivedAtMs, decoded.Epoch, decoded.Cohort));
        Assert.Equal(batch.Numbers, decoded.Numbers);
        Assert.Equal(batch.Boots, decoded.Boots);
        Assert.Equal(batch.Events.Select(Comparable), decoded.Events.Select(Comparable));
        Assert.Equal(payload, DeviceBatchCodec.Encode(decoded).Payload);
    });

    [Fact]
    public void A_payload_is_compressed_from_1024_bytes_on()
    {
        DeviceBatch Sized(int reason) => Batch(new EntryRejected(1, 1, RejectionCode.Malformed, new string('x', reason)));
        var below = DeviceBatchCodec.Encode(Sized(1000));
        var overhead = below.Payload.Length - 1000;
        Assert.Equal((DeviceBatchCodec.PlainFormat, 1023), (DeviceBatchCodec.Encode(Sized(1023 - overhead)).Format, 1000 + overhead + (23 - overhead)));
        var (format, payload) = DeviceBatchCodec.Encode(Sized(1024 - overhead));
        Assert.Equal(DeviceBatchCodec.ZstdFormat, format);
        Assert.InRange(payload.Length, 1, 200);
        Assert.Equal("28B52FFD", Convert.ToHexString(payload.AsSpan(0, 4)));
        Assert.Equal(Sized(1024 - overhead).Events, DeviceBatchCodec.Decode(format, payload).Events);
    }

    [Fact]
    public void Elements_that_a_newer_version_added_are_skipped()
    {
        // A batch, a range, a boot and an event with one element more than this version knows.
        const string Newer = "970509" + "9193010307" + "9193C4100102030405060708090A0B0C0D0E0F1007A16E" + "9193070492C0C0" + "A462657461" + "81A16101";
        var batch = DeviceBatchCodec.Decode(DeviceBatchCodec.PlainFormat, Convert.FromHexString(Newer));
        Assert.Equal([new NumberRange(1, 3)], batch.Numbers);
        Assert.Equal(7, Assert.Single(batch.Boots).StartedAtMs);
        Assert.Equal([new ConfigurationConfirmed(4)], batch.Events);
    }

    [Fact]
    public void A_format_or_an_event_type_that_is_not_known_is_named()
    {
        var payload = Convert.FromHexString(Head + "9108");
        Assert.Equal("event format 3 is not known to this version", Assert.Throws<InvalidDataException>(() => DeviceBatchCodec.Decode(3, payload)).Message);
        payload[^1] = 77;
        Assert.Equal("event type 77 is not known to this version", Assert.Throws<InvalidDataException>(() => DeviceBatchCodec.Decode(1, payload)).Message);
    }

    [Fact]
    public void A_damaged_payload_is_an_error_that_says_so() => Gen.Select(DeviceBatchGen.Batch, Gen.Int[0, 10_000]).Sample((batch, cut) =>
    {
        var (format, payload) = DeviceBatchCodec.Encode(batch);
        var error = Assert.Throws<InvalidDataException>(() => DeviceBatchCodec.Decode(format, payload.AsMemory(0, cut % payload.Length)));
        Assert.Contains("is damaged", error.Message);
    });

    private static DeviceBatch Batch(DeviceEvent e) => new(5, 9, [new NumberRange(1, 3)], [], [e]);

    private static string Reencoded(int format, byte[] payload) => Convert.ToHexString(DeviceBatchCodec.Encode(DeviceBatchCodec.Decode(format, payload)).Payload);

    /// <summary>Records compare bytes and dictionaries by reference.</summary>
    private static object Comparable(DeviceEvent e) => e switch
    {
        ReportRecorded r => (r.Number, r.CapturedAtMs, r.ClockRepaired, r.SoftwareType, r.SoftwareVersion, Convert.ToHexString(r.Report.Encode())),
        AttributesChanged a => (a.Number, a.CapturedAtMs, a.ClockRepaired, Comparable(a.Attributes)),
        AttributesRefused a => (a.Number, string.Join(';', a.Policies)),
        OperatorAttributesChanged a => (a.ChangedAtMs, Comparable(a.Attributes)),
        ObservationRecorded o => (o with { Body = default }).ToString() + Convert.ToHexString(o.Body.Span),
        _ => e,
    };

    private static string Comparable(IReadOnlyDictionary<string, AttributeValue> attributes) =>
        string.Join(';', attributes.OrderBy(p => p.Key).Select(p => $"{p.Key}={p.Value}"));
}
