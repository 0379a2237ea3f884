using Fleet.DeviceAgent.Budgets;
using Fleet.DeviceAgent.Configuration;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Native;
using Fleet.DeviceAgent.Queue;
using Fleet.DeviceAgent.Reports;
using Fleet.DeviceAgent.Requests;
using Fleet.DeviceAgent.Spooling;
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

    private readonly HttpClient _http;
    private readonly bool _isGuest;

    /// <param name="random">Of the back-off.</param>
    /// <param name="budget">None without.</param>
    /// <param name="of">One whose files and server to go on with, as after a restart.</param>
    public SyncFixture(Random? random = null, BudgetOptions? budget = null, SyncFixture? of = null)
    {
        _isGuest = of is not null;
        Server = of?.Server ?? new FakeServer();
        Directory = of?.Directory ?? new TempDirectory();
        Spool = new Spool(Directory["spool"], Log.Log);
        Queue = EntryQueue.Open(Directory["queue"], QueueOptions.Default, Log.Log, Counters, Spool.Flush);
        Configuration = new ServerConfiguration(Directory["configuration"], TimeSpan.FromHours(1), isIntervalPinned: false, Time, Log.Log);
        _http = ServerHttp.Create(new ServerOptions(Server.Url, FakeServer.Key, null, null, null), SyncClient.MaxReplyBytes);
        var clock = new DeviceClock(Time);
        Outbox = new Outbox(Queue, clock, Origin, () => TimeSpan.Zero, () => { });
        AttachmentOutbox = new AttachmentOutbox(Spool, Queue, Outbox, new SpoolLimits(Coredumps: 100_000, Logs: 50_000, Recordings: 50_000), Log.Log);
        Budget = new DataBudget(budget ?? BudgetOptions.None, () => Configuration.BytesPerDay, Directory["budget"], Directory["proc"], Time, Counters, Log.Log);
        Requests = new RequestInbox(Directory["requests"], clock, Counters, Log.Log);
        var upload = new AttachmentUpload(Server.Url, _http, Spool, Time, Counters, Log.Log);
        var attachments = new AttachmentSync(Queue, upload, AttachmentOutbox, Budget, new BackOff(() => Configuration.ReportInterval, new Random(1)), Counters, Log.Log);
        var identity = new SyncIdentity(new DeviceIdentity("device-1", "board-a"), new AgentIdentity("fleetd", "0.0.1"), Origin);
        Requester = new SyncRequestFactory(identity, Queue, Configuration, clock);
        Exchange = new SyncExchange(new SyncClient(Server.Url, _http, Counters), Requester, Queue, attachments, Configuration, Requests, clock, Counters, Log.Log);
        Loop = new SyncLoop(Exchange, new BackOff(() => Configuration.ReportInterval, random ?? new Random(1)), new Connectivity(Time), () => WriteHeld(), Time, Counters, Log.Log);
    }

    public FakeServer Server { get; }

    public TempDirectory Directory { get; }

    public FakeTimeProvider Time { get; } = new();

    public AgentCounters Counters { get; } = new();

    public TestLog Log { get; } = new();

    public EntryQueue Queue { get; }

    public ServerConfiguration Configuration { get; }

    public Outbox Outbox { get; }

    public Spool Spool { get; }

    public AttachmentOutbox AttachmentOutbox { get; }

    public DataBudget Budget { get; }

    public RequestInbox Requests { get; }

    public SyncRequestFactory Requester { get; }

    public SyncExchange Exchange { get; }

    public SyncLoop Loop { get; }

    /// <summary>Stands for reports that a full disk did not take: true when some could be written now.</summary>
    public Func<bool> WriteHeld { get; set; } = () => false;

    /// <summary>As when there are news.</summary>
    public Task<SyncResult> SyncAsync()
    {
        Exchange.TryFlushQueue();
        return Exchange.RunAsync(CancellationToken.None);
    }

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
        _http.Dispose();
        Queue.Dispose();
        if (!_isGuest)
        {
            Server.Dispose();
            Directory.Dispose();
        }
    }
}
