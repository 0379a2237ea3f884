namespace Fleet.Cli.Simulation;

/// <summary>When each upload is due. Due times are fixed from the start, so that a server that falls behind is seen to be late.</summary>
internal sealed class Pace
{
    private readonly TimeProvider _time;
    private readonly double? _ticksPerUpload;
    private readonly long _start;

    /// <param name="time">Clock.</param>
    /// <param name="rate">Uploads a second; null for no waiting.</param>
    public Pace(TimeProvider time, double? rate)
    {
        _time = time;
        _ticksPerUpload = rate is { } uploads ? time.TimestampFrequency / uploads : null;
        _start = time.GetTimestamp();
    }

    /// <summary>Waits for the turn of upload <paramref name="sequence"/> (from 0).</summary>
    /// <returns>The timestamp from which its latency counts: when it was due if that has passed, else now.</returns>
    public ValueTask<long> WaitAsync(long sequence, CancellationToken cancellation)
    {
        var now = _time.GetTimestamp();
        if (_ticksPerUpload is not { } ticks)
        {
            return ValueTask.FromResult(now);
        }

        var due = _start + (long)(sequence * ticks);
        return due <= now ? ValueTask.FromResult(due) : DelayAsync(due, now, cancellation);
    }

    private async ValueTask<long> DelayAsync(long due, long now, CancellationToken cancellation)
    {
        await Task.Delay(_time.GetElapsedTime(now, due), _time, cancellation);

        // Timers are good to a millisecond or so. What this one was late is not the server's doing.
        return _time.GetTimestamp();
    }
}
