namespace Fleet.Grains.Columns;

/// <summary>What of a shard's log is in no file yet, whole.</summary>
/// <param name="Checkpoint">Position in the log after which the reports come.</param>
/// <param name="Reports">In the order of the log.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.ColumnReportTail")]
public sealed record ColumnReportTail([property: Id(0)] long Checkpoint, [property: Id(1)] ColumnReport[] Reports);
