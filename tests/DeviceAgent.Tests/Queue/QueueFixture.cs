using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Queue;
using Fleet.DeviceAgent.Tests.Testing;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Tests.Queue;

/// <summary>A queue in a folder of its own, and what tests do with queues.</summary>
internal sealed class QueueFixture : IDisposable
{
    public static readonly Origin Origin = new(Guid.Parse("11111111-2222-3333-4444-555555555555"), "linux", "1.2.3");

    public static readonly QueueOptions Small = new(MaxBytes: 64 * 1024, SegmentBytes: 4 * 1024);

    public TempDirectory Directory { get; } = new(inMemory: true);

    public AgentCounters Counters { get; } = new();

    public TestLog Log { get; } = new();

    public string[] Files => [.. System.IO.Directory.GetFiles(Directory.Path, "*.fleetq").Order(StringComparer.Ordinal)];

    public EntryQueue Open(QueueOptions? options = null) => EntryQueue.Open(Directory.Path, options ?? QueueOptions.Default, Log.Log, Counters, () => []);

    public static EntryDraft Draft(int seed, int bytes = 100, EntryPriority priority = EntryPriority.Report, KeyTable? table = null)
    {
        var body = new byte[bytes];
        new Random(seed).NextBytes(body);
        return new EntryDraft(EntryType.Report, priority, 1_700_000_000_000 + seed, seed, Origin, body, table);
    }

    public static List<(EntryHeader Header, byte[] Body)> All(EntryQueue queue)
    {
        var all = new List<(EntryHeader, byte[])>();
        while (queue.NextBatch(1000, int.MaxValue) is { } batch)
        {
            all.AddRange(batch.Entries.Select(entry => (entry.Header, entry.Body.ToArray())));
            queue.Remove(batch.Epoch, [.. batch.Entries.Select(entry => entry.Header.Number)]);
        }

        return all;
    }

    public void Dispose() => Directory.Dispose();
}
