using Fleet.Domain.Retention;
using Fleet.Grains.EventLog;
using Fleet.Grains.Processing;
using Fleet.Protocol;

namespace Fleet.Grains.Projections;

/// <summary>
/// Entries of one batch that came when they had expired already. They are told by one line of the processing log for each kind: a device that was away for a year
/// must not push out with it what else is in there.
/// </summary>
/// <param name="horizons">Before which nothing is kept.</param>
internal sealed class ExpiredEntries(RetentionHorizons horizons)
{
    private readonly Dictionary<RetentionKind, (int Count, long OldestMs, int Index, long Number, int Type)> _batch = [];

    /// <summary>All so far, by kind.</summary>
    public Dictionary<RetentionKind, long> Totals { get; } = [];

    /// <summary>Whether what was captured then is not kept.</summary>
    public bool IsPast(string project, RetentionKind kind, long capturedAtMs) => horizons.Of(project, kind).IsPast(capturedAtMs);

    /// <summary>An entry is not kept. What expired since it came is no news.</summary>
    public void Add(string project, RetentionKind kind, long capturedAtMs, long receivedAtMs, int index, long number, int type)
    {
        if (!horizons.Of(project, kind).IsLate(capturedAtMs, receivedAtMs))
        {
            return;
        }

        Totals[kind] = Totals.GetValueOrDefault(kind) + 1;
        _batch[kind] = _batch.TryGetValue(kind, out var first)
            ? first with { Count = first.Count + 1, OldestMs = Math.Min(first.OldestMs, capturedAtMs) }
            : (1, capturedAtMs, index, number, type);
    }

    /// <summary>Lines for the batch of a row, which ends with this.</summary>
    public IEnumerable<ProcessingEntry> Finish(LogRow row, int shard, long receivedAtMs)
    {
        foreach (var (kind, late) in _batch.OrderBy(b => b.Key))
        {
            var oldest = DateTimeOffset.FromUnixTimeMilliseconds(late.OldestMs);
            var reason = $"{late.Count} of the upload not kept as {kind.ToString().ToLowerInvariant()}: captured before {DateTimeOffset.FromUnixTimeMilliseconds(horizons.Of(row.Device.Project, kind).BeforeMs):yyyy-MM-dd}, from when on they are kept, the oldest at {oldest:yyyy-MM-dd HH:mm}";

            // Kinds of one event must not share a place in the log.
            yield return new ProcessingEntry(
                row.Device.Project, receivedAtMs, shard, row.Position, LinePlace(kind, late.Index), row.Device.Serial, late.Number, late.Type, (int)RejectionCode.Expired, reason);
        }

        _batch.Clear();
    }

    /// <summary>Behind all events of a batch, so that a line about the event itself has a place of its own.</summary>
    private static int LinePlace(RetentionKind kind, int index) => ((int)kind << 24) + index;
}
