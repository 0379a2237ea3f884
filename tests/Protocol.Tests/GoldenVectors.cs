using Fleet.Protocol.Attachments;
using Fleet.Protocol.Coredumps;
using Fleet.Protocol.Devices;
using Fleet.Protocol.Logs;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Reboots;
using Fleet.Protocol.Recordings;
using Fleet.Protocol.Sync;
using Fleet.Protocol.Telemetry;
using Fleet.Protocol.Traces;

namespace Fleet.Protocol.Tests;

/// <summary>The frames of <c>Golden/</c>, made here once and kept as bytes and as their meaning for agents in other languages.</summary>
internal static class GoldenVectors
{
    /// <summary>What a device says that has nothing to report.</summary>
    public static readonly SyncRequest Minimal = new()
    {
        Device = new DeviceIdentity("SN-000001", "rev-b"),
        Agent = new AgentIdentity("fleetd", "0.1.0"),
        Origins = [new Origin(new Guid("3f2a1b4c-5d6e-4f70-8192-a3b4c5d6e7f8"), "main", "1.4.2")],
        WallMs = 1_790_000_003_600,
        UptimeMs = 7_200_250,
        Epoch = 0x9d3c_51f0_27ab_e864,
    };

    private static readonly Attachment Content = Attachment.OfContent("what was attached"u8);

    private static readonly Crash Crash = new(
        new Guid("00000000-0000-4000-8000-000000000002"), "pumpd", "/usr/bin/pumpd", 812, 11, 1, 0x18, "worker", CoreStrategy.Threads, 4_512, "",
        [new CrashFrame("8f3a0c51d27be96410aa4d01c2f2b3d4e5f60718", "pumpd", 0x1a2b), new CrashFrame("", "libc.so.6", 0x2d0a0), new CrashFrame("", "", 0xffff_ffff_ff60_0000)]);

    private static readonly KeyTable AllKinds = KeyTable.Of(
    [
        new MetricColumn("operational_crashes", MetricKind.Counter),
        new MetricColumn("cpu_usage_pct", MetricKind.Gauge, "%"),
        new MetricColumn("battery_soc_pct", MetricKind.Gauge, "%"),
        new MetricColumn("http.latency", MetricKind.Timer, "ms"),
        new MetricColumn("frame.size", MetricKind.Histogram, "By"),
        new MetricColumn("wifi.peers", MetricKind.Set),
        new MetricColumn("region", MetricKind.Property),
        new MetricColumn("door.open", MetricKind.Flag),
        new MetricColumn("uptime_s", MetricKind.Gauge, "s"),
        new MetricColumn("not_seen", MetricKind.Counter),
    ]);

    private static readonly SyncRequest AllMetricKinds = Minimal with
    {
        Entries =
        [
            new SyncEntry(1, (int)EntryType.Attributes, 1_789_999_990_000, 3_601_000, 0, AttributesBody.Encode(new Dictionary<string, AttributeValue>
            {
                ["site"] = AttributeValue.Of("Köln-7"),
                ["altitude_m"] = AttributeValue.Of(52.5),
                ["slots"] = AttributeValue.Of(4),
                ["demo"] = AttributeValue.Of(false),
                ["old_name"] = AttributeValue.None,
            })),
            new SyncEntry(2, (int)EntryType.Report, 1_790_000_000_000, 7_196_650, 0, new Report(ReportKind.Heartbeat, 3_600_000, AllKinds.Hash, Report.EncodeValues(
            [
                MetricValue.Scalar(3),
                MetricValue.Gauge(12.5, 33.333333333333336, 0.5, 97),
                MetricValue.Gauge(88, 88, 88, 88),
                ProtocolGen.Distribution([12.5, 18, 18, 240.25]),
                ProtocolGen.Distribution([-1, 0, 1500, 1500]),
                MetricValue.Scalar(17),
                MetricValue.OfText("eu-west"),
                MetricValue.Flag(true),
                MetricValue.Gauge(4294967296, 4294967296, 4294967296, 4294967296),
                MetricValue.Absent,
            ])).Encode()),
        ],
        Tables = [AllKinds.Encoded],
        ConfigurationRevision = 5,
    };

    private static readonly SyncRequest TwoOrigins = Minimal with
    {
        Origins =
        [
            new Origin(new Guid("3f2a1b4c-5d6e-4f70-8192-a3b4c5d6e7f8"), "main", "1.5.0-rc1"),
            new Origin(new Guid("00000000-0000-4000-8000-000000000001"), "main", "1.4.2"),
        ],
        Entries =
        [
            new SyncEntry(40, (int)EntryType.Report, 12_000, 12_000, 1, new Report(ReportKind.Heartbeat, 600_000, AllKinds.Hash, Report.EncodeValues([MetricValue.Scalar(0)])).Encode()),
            new SyncEntry(41, (int)EntryType.Report, 1_790_000_000_000, 60_000, 0, new Report(ReportKind.Session, 42_000, AllKinds.Hash, Report.EncodeValues([MetricValue.Scalar(1), MetricValue.Gauge(1e-3, 1e-3, 1e-3, 1e-3)]), "wash-cycle").Encode()),
            new SyncEntry(300, 99, 1_790_000_001_000, 61_000, 0, new byte[] { 0x93, 0x01, 0xc0, 0xa1, 0x78 }),
        ],
    };

    private static readonly SyncRequest Observations = Minimal with
    {
        Entries =
        [
            Observed(1, EntryType.Reboot, new Reboot(RebootReason.KernelPanic, Details: "Kernel panic - not syncing: Fatal exception\n\tCPU: 1 PID: 1").Encode()),
            Observed(2, EntryType.Reboot, new Reboot(RebootReason.Custom, "!modem-stuck").Encode()),
            Observed(3, EntryType.Trace, new Trace("python", "ValueError", "no such valve: Köln", "Traceback (most recent call last):\n  File \"pump.py\", line 7\n", "pump", true).Encode()),
            Observed(4, EntryType.Crash, Crash.Encode()),
            Observed(5, EntryType.Crash, (Crash with { Id = new Guid("00000000-0000-4000-8000-000000000003"), FaultAddress = null, Strategy = CoreStrategy.None, CoreBytes = 0, Reason = "rate limit", Frames = [] }).Encode()),
            Observed(6, EntryType.Coredump, new Coredump(Crash.Id, CoreStrategy.Threads, false, Content).Encode()),
            Observed(7, EntryType.LogFile, new LogFile(
                new Guid("00000000-0000-4000-8000-000000000010"), new Guid("00000000-0000-4000-8000-000000000011"), 1_789_999_000_000, 1_789_999_900_000, 1200, 3, [0, 0, 1, 9, 20, 70, 1100, 0], LogCause.Requested, 12, Content).Encode()),
            Observed(8, EntryType.Recording, new Recording(new Guid("00000000-0000-4000-8000-000000000020"), "can0.pcap", "application/vnd.tcpdump.pcap", "bus-off", 1_789_999_940_000, Content).Encode()),
            Observed(9, EntryType.Telemetry, new TelemetryBlock(1_789_999_940_000, 1_000, 13, [new TelemetrySeries("cpu_usage_pct", "%", [12.5, null, 99]), new TelemetrySeries("motor.current", "A", [0.1])]).Encode()),
            Observed(10, EntryType.RequestAnswer, new RequestAnswer(12, RequestOutcome.Done, "1 file").Encode()),
        ],
    };

    private static readonly SyncReply Asking = new()
    {
        ServerTimeMs = 1_790_000_003_912,
        Configuration = new DeviceConfiguration(7, 10_000, true, true, true, 1_790_003_600_000, 1_048_576),
        Requests =
        [
            new DeviceRequest(12, (int)RequestKind.Logs, 1_790_600_000_000, 1_789_999_000_000, 1_789_999_900_000, Guid.Empty),
            new DeviceRequest(13, (int)RequestKind.Telemetry, 1_790_600_000_000, 1_789_999_940_000, 1_790_000_000_000, Guid.Empty),
            new DeviceRequest(14, (int)RequestKind.Coredump, 1_790_600_000_000, 0, 0, Crash.Id),
        ],
    };

    private static readonly SyncReply Everything = new()
    {
        Acknowledged = [new NumberRange(1, 1), new NumberRange(40, 300)],
        Rejected = [new Rejection(2, RejectionCode.InvalidValue, "cpu_usage_pct at byte 12: last 3 and mean 2 are not within 4 to 5")],
        UnknownTables = [AllKinds.Hash],
        Configuration = new DeviceConfiguration(6, 3_600_000, true, false, true),
        ServerTimeMs = 1_790_000_003_912,
        ComeBackMs = 900_000,
    };

    public static readonly GoldenVector[] All =
    [
        Request("request-minimal", "A device with nothing to report: confirms that it is alive and asks for configuration.", Minimal),
        Request("request-all-kinds", "Attributes, then a heartbeat with a metric of every kind, and the key table that it names.", AllMetricKinds),
        Request("request-two-origins", "Entries from two boots and software versions: the first without a clock, the second a session; the table is known to the server; one entry of a type that is not defined.", TwoOrigins),
        Request("request-zstd", "The frame of request-all-kinds, as sent with Content-Encoding: zstd.", AllMetricKinds) with { Coding = "zstd" },
        Request("request-observations", "What a device observes besides metrics: reboots, a trace, crashes, a core, a piece of log, a recording, telemetry, an answer to a request.", Observations),
        Reply("reply-requests", "Developer mode, a budget, and requests for a log, for telemetry and for a core.", Asking),
        Reply("reply-minimal", "Nothing to say but the time.", new SyncReply { ServerTimeMs = 1_790_000_003_912 }),
        Reply("reply-everything", "Acknowledged ranges, a rejection, a table to send, new configuration, when to come back.", Everything),
    ];

    private static SyncEntry Observed(long number, EntryType type, byte[] body) => new(number, (int)type, 1_790_000_000_000, 7_196_650, 0, body);

    private static GoldenVector Request(string name, string about, SyncRequest request) =>
        new(name, "request", about, Frames.Of(request), FrameJson.Of(request), bytes => Frames.Of(SyncRequestCodec.Read(bytes)), bytes => FrameJson.Of(SyncRequestCodec.Read(bytes)));

    private static GoldenVector Reply(string name, string about, SyncReply reply) =>
        new(name, "reply", about, Frames.Of(reply), FrameJson.Of(reply), bytes => Frames.Of(SyncReplyCodec.Read(bytes)), bytes => FrameJson.Of(SyncReplyCodec.Read(bytes)));
}
