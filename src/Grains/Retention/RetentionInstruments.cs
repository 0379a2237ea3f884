using System.Diagnostics.Metrics;
using Fleet.Domain.Retention;
using Fleet.Grains.Projections;

namespace Fleet.Grains.Retention;

/// <summary>What retention counts, by kind. Meter <c>Fleet.Grains</c>.</summary>
public sealed class RetentionInstruments
{
    private readonly Counter<long> _late;
    private readonly Counter<long> _rows;
    private readonly Counter<long> _files;
    private readonly Counter<long> _bytes;

    public RetentionInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(StoppedShards.MeterName);
        _late = meter.CreateCounter<long>("fleet.retention.late", "{entry}", "Entries that came when they had expired already: acknowledged, not kept");
        _rows = meter.CreateCounter<long>("fleet.retention.rows", "{row}", "Rows, and reports of column files, that retention removed");
        _files = meter.CreateCounter<long>("fleet.retention.files", "{file}", "Column files that retention removed, and attachments that it let go of");
        _bytes = meter.CreateCounter<long>("fleet.retention.bytes", "By", "Bytes of these files");
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

    private static KeyValuePair<string, object?> Tag(RetentionKind kind) => new("kind", kind.ToString().ToLowerInvariant());
}
