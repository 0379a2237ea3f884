using System.Diagnostics;
using Fleet.Protocol.Devices;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.EndToEnd.Tests.Devices;

/// <summary>
/// A device as the protocol wants it, and no more: numbers its entries, keeps each until the server has settled it, sends key tables when they
/// are asked for. Not safe for use by several threads at once.
/// </summary>
internal sealed class TestDevice
{
    /// <summary>Entries of one upload.</summary>
    private const int MaxBatch = 64;

    private static readonly AgentIdentity Agent = new("e2e", "1");

    private readonly List<PendingEntry> _pending = [];
    private readonly HashSet<TableHash> _wantedTables = [];
    private readonly ulong _epoch;
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly long _bootedMs;
    private long _lastNumber;

    public TestDevice(string serial, Random random, string softwareVersion = "1.0.0", string softwareType = "e2e")
    {
        Serial = serial;
        _epoch = (ulong)random.NextInt64(1, long.MaxValue);
        _bootedMs = random.NextInt64(1_000_000_000, 2_000_000_000);
        var boot = new byte[16];
        random.NextBytes(boot);
        Now = new Origin(new Guid(boot), softwareType, softwareVersion);
    }

    public string Serial { get; }

    /// <summary>The boot and software that run now.</summary>
    public Origin Now { get; private set; }

    public int PendingCount => _pending.Count;

    /// <summary>Entries ever recorded.</summary>
    public long LastNumber => _lastNumber;

    /// <summary>Numbers that the server said are durable.</summary>
    public SortedSet<long> Acknowledged { get; } = [];

    public List<Rejection> Rejected { get; } = [];

    /// <summary>Of the configuration that it took over.</summary>
    public long ConfigurationRevision { get; set; }

    /// <summary>Monotonic milliseconds since the made-up boot, some weeks ago.</summary>
    public long UptimeMs => _bootedMs + (long)Stopwatch.GetElapsedTime(_started).TotalMilliseconds;

    public static long WallMs => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>An update: entries recorded before stay those of the old version.</summary>
    public void Update(string softwareVersion) => Now = Now with { SoftwareVersion = softwareVersion };

    /// <summary>Records a report with <paramref name="value"/> in both metrics.</summary>
    /// <param name="value">Of both metrics.</param>
    /// <param name="wallMs">What the device believes the time is.</param>
    /// <param name="uptimeMs">Now, when left out.</param>
    /// <param name="origin">The boot and software that run now, when left out.</param>
    public void Record(int value, long wallMs, long? uptimeMs = null, Origin? origin = null) =>
        _pending.Add(new PendingEntry(
            ++_lastNumber, EntryType.Report, wallMs, uptimeMs ?? UptimeMs, origin ?? Now, TestMetrics.Report(value, durationMs: 60_000)));

    /// <summary>Records an attribute: an entry that no rollup counts.</summary>
    public void RecordAttribute(string key, int value) =>
        _pending.Add(new PendingEntry(
            ++_lastNumber,
            EntryType.Attributes,
            WallMs,
            UptimeMs,
            Now,
            AttributesBody.Encode(new Dictionary<string, AttributeValue>(StringComparer.Ordinal) { [key] = AttributeValue.Of(value) })));

    /// <summary>Records an entry of any type.</summary>
    public void Record(EntryType type, byte[] body) => _pending.Add(new PendingEntry(++_lastNumber, type, WallMs, UptimeMs, Now, body));

    /// <summary>A batch of what is pending, as it would be sent, for devices without a network. The entries stay pending.</summary>
    public SyncRequest Export() => Request(NextBatch());

    /// <summary>One upload of what is pending. Takes over what the server says.</summary>
    public async Task<SyncOutcome> SyncAsync(SyncHttp server, bool compress = false)
    {
        var batch = _pending.Take(MaxBatch).ToList();
        var outcome = await server.SendAsync(Request(batch), compress);
        if (outcome.Reply is { } reply)
        {
            Take(reply, batch);
        }

        return outcome;
    }

    /// <summary>Uploads to a server that is expected to work, until nothing is pending.</summary>
    public async Task SettleAsync(SyncHttp server)
    {
        // Each round either settles entries or brings the one key table over.
        for (var rounds = 2 + (_pending.Count * 2 / MaxBatch); _pending.Count > 0; rounds--)
        {
            Assert.True(rounds > 0, $"{Serial}: {_pending.Count} entries are neither acknowledged nor rejected");
            (await SyncAsync(server)).Expect200();
        }
    }

    /// <summary>Sends entries that were acknowledged before, as if that answer had been lost.</summary>
    public Task<SyncOutcome> ResendAsync(SyncHttp server, IReadOnlyList<PendingEntry> entries) => server.SendAsync(Request(entries));

    /// <summary>What the next upload would hold.</summary>
    public IReadOnlyList<PendingEntry> NextBatch() => [.. _pending.Take(MaxBatch)];

    private SyncRequest Request(IReadOnlyList<PendingEntry> batch)
    {
        List<Origin> origins = [Now];
        origins.AddRange(batch.Select(e => e.Origin).Distinct().Where(o => o != Now));
        return new SyncRequest
        {
            Device = new DeviceIdentity(Serial, "board-1"),
            Agent = Agent,
            Origins = origins,
            WallMs = WallMs,
            UptimeMs = UptimeMs,
            Epoch = _epoch,
            ConfigurationRevision = ConfigurationRevision,
            Entries = [.. batch.Select(e => new SyncEntry(e.Number, (int)e.Type, e.WallMs, e.UptimeMs, origins.IndexOf(e.Origin), e.Body))],
            Tables = _wantedTables.Contains(TestMetrics.Table.Hash) ? [TestMetrics.Table.Encoded] : [],
        };
    }

    private void Take(SyncReply reply, IReadOnlyList<PendingEntry> sent)
    {
        var settled = new HashSet<long>();
        foreach (var range in reply.Acknowledged)
        {
            for (var number = range.First; number <= range.Last; number++)
            {
                Assert.True(sent.Any(e => e.Number == number), $"{Serial}: the server acknowledged {number}, which was not in the upload");
                settled.Add(number);
                Acknowledged.Add(number);
            }
        }

        foreach (var rejection in reply.Rejected)
        {
            settled.Add(rejection.Number);
            Rejected.Add(rejection);
        }

        _pending.RemoveAll(e => settled.Contains(e.Number));
        _wantedTables.Clear();
        _wantedTables.UnionWith(reply.UnknownTables);
    }
}
