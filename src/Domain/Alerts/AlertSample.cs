namespace Fleet.Domain.Alerts;

/// <summary>A report of a device as one alert sees it.</summary>
/// <param name="CapturedAtMs">When its interval ended: milliseconds since 1970 UTC, repaired.</param>
/// <param name="Position">Of its row in the shard's event log.</param>
/// <param name="Index">In the row.</param>
/// <param name="ReceivedAtMs">Milliseconds since 1970 UTC, server time.</param>
/// <param name="IsMatch">Whether the alert's condition holds for its values.</param>
public readonly record struct AlertSample(long CapturedAtMs, long Position, int Index, long ReceivedAtMs, bool IsMatch) : IComparable<AlertSample>
{
    /// <summary>Capture order; what was captured at one time, in the order of the log.</summary>
    public int CompareTo(AlertSample other)
    {
        var byCapture = CapturedAtMs.CompareTo(other.CapturedAtMs);
        var byRow = byCapture != 0 ? byCapture : Position.CompareTo(other.Position);
        return byRow != 0 ? byRow : Index.CompareTo(other.Index);
    }

    public static bool operator <(AlertSample left, AlertSample right) => left.CompareTo(right) < 0;

    public static bool operator >(AlertSample left, AlertSample right) => left.CompareTo(right) > 0;

    public static bool operator <=(AlertSample left, AlertSample right) => left.CompareTo(right) <= 0;

    public static bool operator >=(AlertSample left, AlertSample right) => left.CompareTo(right) >= 0;
}
