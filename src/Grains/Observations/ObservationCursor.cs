namespace Fleet.Grains.Observations;

/// <summary>Where an observation stands among those of its project.</summary>
/// <param name="CapturedAtMs">Milliseconds since 1970 UTC.</param>
/// <param name="Shard">Of its device.</param>
/// <param name="Position">Of the log row that holds it.</param>
/// <param name="Index">Of the event in its batch.</param>
public readonly record struct ObservationCursor(long CapturedAtMs, int Shard, long Position, int Index) : IComparable<ObservationCursor>
{
    public int CompareTo(ObservationCursor other) =>
        (CapturedAtMs, Shard, Position, Index).CompareTo((other.CapturedAtMs, other.Shard, other.Position, other.Index));
}
