namespace Fleet.Domain.Alerts;

/// <summary>One firing of an alert for a device, as its values tell it. Times are the device's: milliseconds since 1970 UTC, repaired.</summary>
/// <param name="FirstMs">Of the first match that led to it.</param>
/// <param name="OpenedMs">When the start delay was over.</param>
/// <param name="LastMs">Of the last match.</param>
/// <param name="ClosedMs">Of the value that closed it; null while it is open.</param>
/// <param name="OpenedBy">The report whose value opened it: position in the shard's log, and index in the row. Where silence did, the last that matched.</param>
/// <param name="IsBySilence">Whether it opened because the device said no more after it had matched (the timer).</param>
public readonly record struct IncidentSpan(long FirstMs, long OpenedMs, long LastMs, long? ClosedMs, (long Position, int Index) OpenedBy, bool IsBySilence)
{
    /// <summary>Whether both are open at some time, ends included.</summary>
    public bool Overlaps(IncidentSpan other) => OpenedMs <= (other.ClosedMs ?? long.MaxValue) && other.OpenedMs <= (ClosedMs ?? long.MaxValue);
}
