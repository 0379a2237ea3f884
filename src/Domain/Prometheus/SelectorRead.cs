using Fleet.Domain.Metrics;

namespace Fleet.Domain.Prometheus;

/// <summary>What has to be read for a selector of a query.</summary>
/// <param name="Selector">Which series.</param>
/// <param name="Resolution">Of which buckets.</param>
public sealed record SelectorRead(SelectorExpression Selector, Resolution Resolution)
{
    /// <summary>For how long a sample is seen: the length of its bucket, so that each time sees one bucket or a gap.</summary>
    public long LookbackMs => Bucket.LengthMs(Resolution);

    /// <summary>Samples before or at this time are not seen.</summary>
    public long AfterMs(EvaluationGrid grid) => grid.StartMs - Selector.OffsetMs - Math.Max(Selector.RangeMs, Selector.RangeMs > 0 ? 0 : LookbackMs);

    /// <summary>Samples after this time are not seen.</summary>
    public long ToMs(EvaluationGrid grid) => grid.EndMs - Selector.OffsetMs;
}
