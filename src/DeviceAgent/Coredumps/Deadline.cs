namespace Fleet.DeviceAgent.Coredumps;

/// <summary>A moment up to which there is time.</summary>
internal sealed class Deadline(TimeSpan bound, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    public bool IsOver => time.GetElapsedTime(_start) >= bound;

    /// <summary>1 at least, to be waited for.</summary>
    public int RemainingMs => (int)Math.Clamp((bound - time.GetElapsedTime(_start)).TotalMilliseconds, 1, int.MaxValue);
}
