namespace Fleet.Grains.Columns;

/// <summary>What of a shard's log is in no file yet, of one metric.</summary>
/// <param name="Checkpoint">Position in the log after which the rows come.</param>
/// <param name="Rows">In no particular order.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.ColumnTail")]
public sealed record ColumnTail([property: Id(0)] long Checkpoint, [property: Id(1)] TailRow[] Rows);
