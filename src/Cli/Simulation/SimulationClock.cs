namespace Fleet.Cli.Simulation;

/// <summary>The clock that all simulated devices go by, and when they say that they captured what.</summary>
internal sealed class SimulationClock
{
    private const long HourMs = 3_600_000;

    private readonly TimeProvider _time;
    private readonly long _startedAt;
    private readonly long _backfillMs;
    private readonly long? _reports;

    /// <param name="time">The clock.</param>
    /// <param name="backfill">Captures are spread over this time.</param>
    /// <param name="reports">Of each device.</param>
    /// <param name="until">When that time ends; null for now.</param>
    public SimulationClock(TimeProvider time, TimeSpan backfill, long? reports, DateTimeOffset? until = null)
    {
        _time = time;
        _startedAt = time.GetTimestamp();
        _backfillMs = (long)backfill.TotalMilliseconds;
        _reports = reports;
        StartMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        EarliestMs = (until?.ToUnixTimeMilliseconds() ?? StartMs) - _backfillMs;
    }

    public long StartMs { get; }

    public long NowMs => StartMs + (long)_time.GetElapsedTime(_startedAt).TotalMilliseconds;

    /// <summary>No report is captured before this.</summary>
    public long EarliestMs { get; }

    /// <summary>When report <paramref name="report"/> (from 1) is captured if it is sent at <paramref name="nowMs"/>.</summary>
    public long CapturedMs(long report, long nowMs) =>
        _backfillMs > 0 && _reports is { } all ? EarliestMs + (long)((double)_backfillMs * report / all) : nowMs;

    /// <summary>Since a boot one hour before the earliest capture.</summary>
    public long UptimeMs(long wallMs) => wallMs - EarliestMs + HourMs;
}
