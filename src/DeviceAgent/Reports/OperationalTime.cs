namespace Fleet.DeviceAgent.Reports;

/// <summary>
/// Counts whole hours of operation. What does not fill an hour is carried on, over restarts and reboots too.
/// </summary>
internal sealed class OperationalTime
{
    private const long HourMs = 3_600_000;

    private OperationalState _state;

    /// <param name="kept">What <see cref="Take"/> returned last, in this boot or an earlier one; null on a device's first start.</param>
    /// <param name="bootId">The running boot.</param>
    /// <param name="uptimeMs">Now.</param>
    public OperationalTime(OperationalState? kept, Guid bootId, long uptimeMs) => _state = kept switch
    {
        null => new OperationalState(bootId, uptimeMs, uptimeMs),
        { BootId: var boot } when boot == bootId => kept,
        // What the last boot ran after the last mark is not known and not counted; this boot counts from its start.
        _ => new OperationalState(bootId, 0, kept.HoursMarkMs - kept.AtMs),
    };

    /// <summary>Advances the mark by the whole hours that it gives, and returns the state to keep.</summary>
    public OperationalState Take(long uptimeMs, out long hours)
    {
        hours = Math.Max(0, (uptimeMs - _state.HoursMarkMs) / HourMs);
        _state = _state with
        {
            AtMs = uptimeMs,
            HoursMarkMs = _state.HoursMarkMs + (hours * HourMs),
        };
        return _state;
    }
}
