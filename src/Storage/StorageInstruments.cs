using System.Diagnostics.Metrics;
using Fleet.Grains.EventLog;

namespace Fleet.Storage;

/// <summary>What storage counts. Meter <c>Fleet.Storage</c>.</summary>
internal static class StorageInstruments
{
    public const string MeterName = "Fleet.Storage";

    private static readonly Meter Meter = new(MeterName);
    private static Func<int> _queueDepth = static () => 0;
    private static Func<IEnumerable<Measurement<long>>> _blobs = static () => [];

    private static readonly Counter<long> Commits =
        Meter.CreateCounter<long>("fleet.storage.log.commits", "{commit}", "Transactions of the event log that were committed");

    private static readonly Counter<long> Appends =
        Meter.CreateCounter<long>("fleet.storage.log.appends", "{batch}", "Batches written to the event log");

    private static readonly Counter<long> Conflicts =
        Meter.CreateCounter<long>("fleet.storage.log.conflicts", "{batch}", "Batches refused because the device's sequence had moved on");

    private static readonly Histogram<int> BatchSize =
        Meter.CreateHistogram<int>("fleet.storage.log.commit.size", "{batch}", "Appends in one commit");

    private static readonly Histogram<double> CommitDuration =
        Meter.CreateHistogram<double>("fleet.storage.log.commit.duration", "s", "From sending a commit until it was durable");

    /// <summary>Appends turned away since the queue was full.</summary>
    public static Counter<long> Busy { get; } =
        Meter.CreateCounter<long>("fleet.storage.log.busy", "{batch}", "Writes refused because the queue before the event log was full");

    /// <summary>Commits that failed or whose outcome is unknown.</summary>
    public static Counter<long> Failures { get; } =
        Meter.CreateCounter<long>("fleet.storage.log.failures", "{commit}", "Commits of the event log that failed or timed out");

    /// <summary>Snapshots whose checksum is not theirs.</summary>
    public static Counter<long> DamagedSnapshots { get; } =
        Meter.CreateCounter<long>("fleet.storage.log.snapshots.damaged", "{snapshot}", "Snapshots of devices that were read and found damaged");

    public static ObservableGauge<int> QueueDepth { get; } =
        Meter.CreateObservableGauge("fleet.storage.log.queue", () => _queueDepth(), "{batch}", "Writes that wait for a commit");

    public static ObservableGauge<long> UnreferencedBlobBytes { get; } = Meter.CreateObservableGauge(
        "fleet.storage.blobs.unreferenced", () => _blobs(), "By", "Uploads and attachments that nothing refers to, by project: what counts against its quota");

    public static void ObserveBlobs(Func<IEnumerable<Measurement<long>>> measure) => _blobs = measure;

    public static void ObserveQueue(Func<int> depth) => _queueDepth = depth;

    public static void Committed(TimeSpan took, AppendResult[] results)
    {
        var committed = results.Count(result => result.IsCommitted);
        Commits.Add(1);
        Appends.Add(committed);
        Conflicts.Add(results.Length - committed);
        BatchSize.Record(results.Length);
        CommitDuration.Record(took.TotalSeconds);
    }
}
