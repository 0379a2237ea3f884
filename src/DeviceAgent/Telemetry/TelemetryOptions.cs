namespace Fleet.DeviceAgent.Telemetry;

/// <summary>What is kept at high resolution.</summary>
/// <param name="Metrics">Keys; a <c>*</c> at the end stands for any rest. None: nothing is kept.</param>
/// <param name="Step">From one value to the next.</param>
/// <param name="Length">How far back it reaches.</param>
internal sealed record TelemetryOptions(IReadOnlyList<string> Metrics, TimeSpan Step, TimeSpan Length)
{
    public static readonly TelemetryOptions Default = new([], TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));

    public static readonly TimeSpan ShortestStep = TimeSpan.FromMilliseconds(100);
    public static readonly TimeSpan LongestStep = TimeSpan.FromMinutes(1);
    public static readonly TimeSpan ShortestLength = TimeSpan.FromSeconds(10);

    /// <summary>An hour of a metric at a second is 29 KB of memory.</summary>
    public static readonly TimeSpan LongestLength = TimeSpan.FromHours(1);
}
