using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Native;
using Fleet.DeviceAgent.Queue;
using Fleet.DeviceAgent.Reports;
using Fleet.DeviceAgent.Sync;
using Fleet.DeviceAgent.Tests.Testing;
using Fleet.Protocol.Devices;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.DeviceAgent.Tests.Sync;

/// <summary>The agent's sync side against a fake server, over real HTTP and a real queue on disk.</summary>
internal sealed class SyncFixture : IDisposable
{
    public static readonly Origin Origin = new(Guid.Parse("11111111-2222-3333-4444-555555555555"), "linux", "2.0");

    private readonly SyncClient _client;

    public SyncFixture(Random? random = null)
    {
        Queue = EntryQueue.Open(Directory["queue"], QueueOptions.Default, Log.Log, Counters);
        Configuration = new ServerConfiguration(Directory["configuration"], TimeSpan.FromHours(1), isIntervalPinned: false, Log.Log);
        _client = new SyncClient(Server.Url, FakeServer.Key, Counters);
        var identity = new SyncIdentity(new DeviceIdentity("device-1", "board-a"), new AgentIdentity("fleetd", "0.0.1"), Origin);
        Exchange = new SyncExchange(_client, identity, Queue, Configuration, new DeviceClock(Time), Counters, Log.Log);
        Loop = new SyncLoop(Exchange, new BackOff(() => Configuration.ReportInterval, random ?? new Random(1)), new Connectivity(Time), () => WriteHeld(), Time, Counters, Log.Log);
    }

    public FakeServer Server { get; } = new();

    public TempDirectory Directory { get; } = new();

    public FakeTimeProvider Time { get; } = new();

    public AgentCounters Counters { get; } = new();

    public TestLog Log { get; } = new();

    public EntryQueue Queue { get; }

    public ServerConfiguration Configuration { get; }

    public SyncExchange Exchange { get; }

    public SyncLoop Loop { get; }

    /// <summary>Stands for reports that a full disk did not take: true when some could be written now.</summary>
    public Func<bool> WriteHeld { get; set; } = () => false;

    public Task<SyncResult> SyncAsync() => Exchange.RunAsync(CancellationToken.None);

    /// <summary>Queues a report of one counter.</summary>
    public long AddReport(double value, string key = "a", Origin? origin = null)
    {
        var table = KeyTable.Of([new MetricColumn(key, MetricKind.Counter)]);
        var body = new Report(ReportKind.Heartbeat, 3_600_000, table.Hash, Report.EncodeValues([MetricValue.Scalar(value)])).Encode();
        var number = Queue.Append(new EntryDraft(EntryType.Report, EntryPriority.Report, 1_700_000_000_000 + Queue.Count, 1, origin ?? Origin, body, table));
        Queue.Flush();
        return number;
    }

    public void Dispose()
    {
        _client.Dispose();
        Queue.Dispose();
        Server.Dispose();
        Directory.Dispose();
    }
}
