namespace Fleet.DeviceAgent.Logs;

/// <summary>Lines per minute: a minute's worth at once, then as many as the time gives back.</summary>
internal sealed class LogLineLimit(int perMinute, TimeProvider time)
{
    private double _left = perMinute;
    private long _at = time.GetTimestamp();

    /// <summary>Whether one more line may pass. Not for several threads at once.</summary>
    public bool TryTake()
    {
        var now = time.GetTimestamp();
        _left = Math.Min(perMinute, _left + (time.GetElapsedTime(_at, now).TotalMinutes * perMinute));
        _at = now;
        if (_left < 1)
        {
            return false;
        }

        _left--;
        return true;
    }
}
