namespace Fleet.Domain.Alerts;

/// <summary>What a run of values makes of an alert's state.</summary>
/// <param name="Closed">Incidents that opened or closed in the run and are closed, in order.</param>
/// <param name="State">After the run.</param>
public sealed record AlertHistory(IReadOnlyList<IncidentSpan> Closed, AlertState State)
{
    /// <param name="state">Before the run.</param>
    /// <param name="samples">In capture order.</param>
    /// <param name="newerHeardMs">When the first of what is newer than the run was received, server's time; <see cref="long.MaxValue"/> when there is nothing newer.</param>
    /// <param name="delays">Of the alert.</param>
    public static AlertHistory Of(AlertState state, ReadOnlySpan<AlertSample> samples, long newerHeardMs, AlertDelays delays)
    {
        var heard = new long[samples.Length];
        for (var i = samples.Length - 1; i >= 0; i--)
        {
            newerHeardMs = Math.Min(newerHeardMs, samples[i].ReceivedAtMs);
            heard[i] = newerHeardMs;
        }

        var spans = new List<IncidentSpan>();
        for (var i = 0; i < samples.Length; i++)
        {
            state = state.Next(samples[i], heard[i], delays, out var closed);
            if (closed is { } span)
            {
                spans.Add(span);
            }
        }

        return new AlertHistory(spans, state);
    }

    /// <summary>All incidents of the run as they are at a time, server's time.</summary>
    public IReadOnlyList<IncidentSpan> At(AlertDelays delays, long nowMs) => State.OpenAt(delays, nowMs) is { } open ? [.. Closed, open] : Closed;
}
