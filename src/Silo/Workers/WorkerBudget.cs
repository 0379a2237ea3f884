namespace Fleet.Silo.Workers;

/// <summary>What is left of the time that a worker has for one core.</summary>
/// <param name="time">Of the clock.</param>
/// <param name="processorTime">Of processors: what the process may have used in all, by then.</param>
/// <param name="clock">The clock.</param>
internal sealed class WorkerBudget(TimeSpan time, TimeSpan processorTime, TimeProvider clock)
{
    private long _started = clock.GetTimestamp();
    private TimeSpan _spent;
    private bool _isPaused;

    /// <summary>The worker waits for the silo.</summary>
    public void Pause()
    {
        _spent = Spent();
        _isPaused = true;
    }

    public void Continue()
    {
        _started = clock.GetTimestamp();
        _isPaused = false;
    }

    /// <returns>What of it is over, for people; null when nothing is.</returns>
    public string? Exceeded(TimeSpan used) =>
        Spent() > time ? $"it took more than {time.TotalSeconds:0.###} s"
        : used > processorTime ? "it took more time of processors than a core may have"
        : null;

    private TimeSpan Spent() => _isPaused ? _spent : _spent + clock.GetElapsedTime(_started);
}
