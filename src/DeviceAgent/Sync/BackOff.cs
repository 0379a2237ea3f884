namespace Fleet.DeviceAgent.Sync;

/// <summary>
/// Delays between attempts: doubling from a second to at most an hour, or the report interval where that is shorter, each drawn from the
/// upper half of its step so that devices that failed together do not come back together.
/// </summary>
internal sealed class BackOff(Func<TimeSpan> reportInterval, Random random)
{
    public static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>The longest wait that a server may ask for: one that says more is mistaken.</summary>
    public static readonly TimeSpan LongestAsked = TimeSpan.FromDays(1);

    /// <summary>With a short report interval, still this: a server in trouble needs air.</summary>
    private static readonly TimeSpan LeastLongest = TimeSpan.FromSeconds(30);

    /// <summary>Attempts that failed since the last success.</summary>
    public int Failures { get; private set; }

    public void Succeeded() => Failures = 0;

    /// <param name="retryAfter">The server's word: never earlier, and up to a tenth later.</param>
    public TimeSpan Failed(TimeSpan? retryAfter)
    {
        var longest = Clamp(reportInterval(), LeastLongest, Longest);
        var step = Clamp(First * Math.Pow(2, Math.Min(Failures, 30)), First, longest);
        Failures++;
        var delay = step * (0.5 + (random.NextDouble() / 2));
        if (retryAfter is { } asked)
        {
            var wanted = Clamp(asked, TimeSpan.Zero, LongestAsked) * (1 + (random.NextDouble() / 10));
            delay = wanted > delay ? wanted : delay;
        }

        return delay;
    }

    private static TimeSpan Clamp(TimeSpan value, TimeSpan least, TimeSpan most) => value < least ? least : value > most ? most : value;
}
