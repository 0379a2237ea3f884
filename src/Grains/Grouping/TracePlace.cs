using Fleet.Grains.Observations;

namespace Fleet.Grains.Grouping;

/// <summary>An <see cref="ObservationCursor"/> as it is stored: as JSON by field name.</summary>
[GenerateSerializer]
[Immutable]
[Alias("fleet.TracePlace")]
public sealed record TracePlace([property: Id(0)] long CapturedAtMs, [property: Id(1)] int Shard, [property: Id(2)] long Position, [property: Id(3)] int Index)
{
    public static TracePlace Of(ObservationCursor cursor) => new(cursor.CapturedAtMs, cursor.Shard, cursor.Position, cursor.Index);

    public ObservationCursor ToCursor() => new(CapturedAtMs, Shard, Position, Index);
}
