using System.Diagnostics.Metrics;
using Fleet.Domain.Retention;
using Fleet.Grains.EventLog;
using Fleet.Grains.Projections;

namespace Fleet.Grains.Retention;

/// <summary>What retention counts, by kind. Meter <c>Fleet.Grains</c>.</summary>
public sealed class RetentionInstruments
{
    private readonly Counter<long> _late;
    private readonly Counter<long> _rows;
    private readonly Counter<long> _files;
    private readonly Counter<long> _bytes;
    private int _held;

    public RetentionInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(StoppedShards.MeterName);
        _late = meter.CreateCounter<long>("fleet.retention.late", "{entry}", "Entries that came when they had expired already: acknowledged, not kept");
        _rows = meter.CreateCounter<long>("fleet.retention.rows", "{row}", "Rows, and reports of column files, that retention removed");
        _files = meter.CreateCounter<long>("fleet.retention.files", "{file}", "Column files that retention removed, and attachments that it let go of");
        _bytes = meter.CreateCounter<long>("fleet.retention.bytes", "By", "Bytes of these files, and of batches of the event log");
        meter.CreateObservableGauge("fleet.retention.log.held", () => Volatile.Read(ref _held), "{reason}", "What keeps batches in the event log, as retention's last run found it; see GetStorage");
        Failures = meter.CreateCounter<long>("fleet.retention.failures", "{round}", "Rounds of retention that failed and are repeated");
    }

    internal Counter<long> Failures { get; }

    internal void CameLate(IReadOnlyDictionary<RetentionKind, long> entries)
    {
        foreach (var (kind, count) in entries)
        {
            _late.Add(count, Tag(kind));
        }
    }

    internal void Went(RetentionKind kind, Removed removed)
    {
        _rows.Add(removed.Rows, Tag(kind));
        _files.Add(removed.Files, Tag(kind));
        _bytes.Add(removed.Bytes, Tag(kind));
    }

    /// <summary>The event log is of no kind: its rows are of all.</summary>
    internal void WentFromLog(DroppedFront dropped)
    {
        _rows.Add(dropped.Batches, new KeyValuePair<string, object?>("kind", "event_log"));
        _bytes.Add(dropped.Bytes, new KeyValuePair<string, object?>("kind", "event_log"));
    }

    /// <param name="reasons">That keep batches in the log.</param>
    internal void Held(int reasons) => Volatile.Write(ref _held, reasons);

    private static KeyValuePair<string, object?> Tag(RetentionKind kind) => new("kind", kind.ToString().ToLowerInvariant());
}
