namespace Fleet.Domain.Alerts;

/// <summary>
/// What an alert remembers of a device: a fold over the device's values in capture order, and nothing else. The timer is no event: that it has run out follows from
/// when the last match was received and the time at which one asks, so that a restart, or a grain that moves, cannot lose it.
/// <code>
/// Ok       match                                  -> Pending, or Firing without a start delay
/// Pending  no match                               -> Ok
/// Pending  match, start delay over                -> Firing from this match on
/// Pending  nothing newer within the start delay
///          of receiving the last match            -> Firing from first + start delay on (silence)
/// Firing   match                                  -> Firing
/// Firing   no match, end delay over               -> Ok; the incident closes here
/// </code>
/// An incident by silence opens at a time that no value has. A value from before that time that comes later decides: one that does not match takes the incident back,
/// one that does confirms it.
/// </summary>
/// <param name="Phase">Where it stands by what the values say.</param>
/// <param name="FirstMs">Pending and firing: of the first match, device's time.</param>
/// <param name="LastMs">Pending and firing: of the last match, device's time.</param>
/// <param name="LastReceivedMs">Pending: when the last match was received, server's time.</param>
/// <param name="OpenedMs">Firing: since when.</param>
/// <param name="By">Pending: the last match; firing: the report that opened the incident.</param>
/// <param name="IsBySilence">Firing: whether the timer opened it.</param>
public readonly record struct AlertState(AlertPhase Phase, long FirstMs, long LastMs, long LastReceivedMs, long OpenedMs, (long Position, int Index) By, bool IsBySilence)
{
    /// <summary>When the timer runs out unless something newer comes, server's time; null when none is set.</summary>
    public long? DueMs(AlertDelays delays) => Phase == AlertPhase.Pending ? LastReceivedMs + delays.StartMs : null;

    /// <param name="delays">Of the alert.</param>
    /// <param name="nowMs">Server's time.</param>
    /// <returns>The incident that is open at a time; null when there is none.</returns>
    public IncidentSpan? OpenAt(AlertDelays delays, long nowMs)
    {
        var state = At(delays, nowMs);
        return state.Phase == AlertPhase.Firing ? state.Span(null) : null;
    }

    /// <param name="sample">The next in capture order.</param>
    /// <param name="heardMs">When the first of it and all newer ones was received, server's time: until then the device was silent.</param>
    /// <param name="delays">Of the alert.</param>
    /// <param name="closed">The incident that it closes.</param>
    public AlertState Next(in AlertSample sample, long heardMs, AlertDelays delays, out IncidentSpan? closed)
    {
        closed = null;
        var before = At(delays, heardMs);
        if (sample.IsMatch)
        {
            return before.Matched(sample, delays);
        }

        if (before.Phase != AlertPhase.Firing || sample.CapturedAtMs < before.OpenedMs)
        {
            return default;
        }

        if (sample.CapturedAtMs - before.LastMs < delays.EndMs)
        {
            return before;
        }

        closed = before.Span(sample.CapturedAtMs);
        return default;
    }

    private AlertState Matched(in AlertSample sample, AlertDelays delays)
    {
        var key = (sample.Position, sample.Index);
        var first = Phase == AlertPhase.Ok ? sample.CapturedAtMs : FirstMs;
        return Phase == AlertPhase.Firing
            ? this with { LastMs = sample.CapturedAtMs }
            : sample.CapturedAtMs - first >= delays.StartMs
                ? new AlertState(AlertPhase.Firing, first, sample.CapturedAtMs, 0, sample.CapturedAtMs, key, IsBySilence: false)
                : new AlertState(AlertPhase.Pending, first, sample.CapturedAtMs, sample.ReceivedAtMs, 0, key, IsBySilence: false);
    }

    /// <summary>With the timer, if it has run out by then.</summary>
    private AlertState At(AlertDelays delays, long nowMs) => DueMs(delays) is { } due && nowMs >= due
        ? this with { Phase = AlertPhase.Firing, LastReceivedMs = 0, OpenedMs = Math.Max(FirstMs + delays.StartMs, LastMs), IsBySilence = true }
        : this;

    private IncidentSpan Span(long? closedMs) => new(FirstMs, OpenedMs, LastMs, closedMs, By, IsBySilence);
}
