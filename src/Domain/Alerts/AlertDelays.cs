namespace Fleet.Domain.Alerts;

/// <summary>How patient an alert is with one device.</summary>
/// <param name="StartMs">From the first match to the match that opens an incident, by the device's time. 0: the first match does.</param>
/// <param name="EndMs">From the last match to the value that closes it. 0: the first value that does not match does.</param>
public readonly record struct AlertDelays(long StartMs, long EndMs)
{
    /// <summary>Of either delay: what lies further back may have expired with its reports.</summary>
    public const long MaxMs = 30L * 24 * 60 * 60 * 1000;
}
