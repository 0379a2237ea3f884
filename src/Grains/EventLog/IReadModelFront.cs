namespace Fleet.Grains.EventLog;

/// <summary>
/// What the read models know of the front of the log: up to where they do without it. They are told before rows go, so that whoever makes them anew knows which
/// rows may be gone, whatever is under way.
/// </summary>
public interface IReadModelFront
{
    /// <summary>
    /// Notes that rows of a shard up to a position may go, if the read models and the column files have all of them. What is noted, and all that they have by
    /// then, is durable when it returns. It only ever moves forward.
    /// </summary>
    /// <param name="shard">Which.</param>
    /// <param name="upTo">Position of the last row that may go.</param>
    /// <param name="beforeMs">All of these were received before it, milliseconds since 1970 UTC.</param>
    /// <param name="cancellation">Before the transaction.</param>
    /// <returns>False when they do not have all of them; nothing was noted.</returns>
    /// <exception cref="StoreUnavailableException">The store failed; it may be repeated.</exception>
    Task<bool> ReleaseAsync(int shard, long upTo, long beforeMs, CancellationToken cancellation);
}
