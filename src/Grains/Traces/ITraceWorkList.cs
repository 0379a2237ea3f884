using Fleet.Domain.Traces;

namespace Fleet.Grains.Traces;

/// <summary>
/// Crashes whose stacks are to be made of their cores, or of the offsets that devices told. That one is taken is written before it is touched: who dies over it
/// leaves it to be taken again once its time is over, and the tries tell.
/// </summary>
public interface ITraceWorkList
{
    /// <summary>Takes what is due and nobody has, the longest due first.</summary>
    /// <param name="shard">Whose.</param>
    /// <param name="nowMs">Milliseconds since 1970 UTC.</param>
    /// <param name="untilMs">Until when nobody else is to take them.</param>
    /// <param name="limit">How many.</param>
    /// <param name="cancellation">Before the transaction.</param>
    Task<IReadOnlyList<TakenTrace>> TakeAsync(int shard, long nowMs, long untilMs, int limit, CancellationToken cancellation);

    /// <summary>Shards with work that is due and that nobody has.</summary>
    Task<IReadOnlyList<int>> DueShardsAsync(long nowMs, CancellationToken cancellation);

    /// <summary>How much is on the list of a project, and how much of it waits for its time or for its crash.</summary>
    Task<TraceWorkload> LoadAsync(string project, long nowMs, CancellationToken cancellation);

    /// <summary>Ends the work with a result: row, counts of the issues, missing build-ids and the list change together.</summary>
    /// <returns>False when others took it since, or it is not on the list any more: nothing changed.</returns>
    Task<bool> FinishAsync(TakenTrace taken, FinishedTrace finished, CancellationToken cancellation);

    /// <summary>Ends the work without one: the trace stays in its issue.</summary>
    /// <param name="taken">As it was taken.</param>
    /// <param name="stage"><see cref="TraceStage.Failed"/> or <see cref="TraceStage.Quarantined"/>.</param>
    /// <param name="cancellation">Before the transaction.</param>
    /// <returns>False when others took it since, or it is not on the list any more: nothing changed.</returns>
    Task<bool> EndAsync(TakenTrace taken, TraceStage stage, CancellationToken cancellation);

    /// <summary>Gives the work back, to be taken from a time on.</summary>
    /// <param name="taken">As it was taken.</param>
    /// <param name="dueMs">From when on.</param>
    /// <param name="isTry">Whether the try counts; one that was cut off before it began does not.</param>
    /// <param name="cancellation">Before the transaction.</param>
    /// <returns>False when others took it since, or it is not on the list any more: nothing changed.</returns>
    Task<bool> PostponeAsync(TakenTrace taken, long dueMs, bool isTry, CancellationToken cancellation);

    /// <summary>Puts a crash on the list, with no tries, whatever became of it before.</summary>
    /// <returns>False when there is no such crash.</returns>
    Task<bool> AgainAsync(string project, Guid crashId, long nowMs, string reason, CancellationToken cancellation);

    /// <summary>
    /// The file of a build-id has come: puts the newest <paramref name="newest"/> traces of each issue and version that lack it on the list, but those that are
    /// quarantined.
    /// </summary>
    /// <returns>How many.</returns>
    Task<int> EnqueueNewestAsync(string project, string buildId, int newest, long dueMs, string reason, CancellationToken cancellation);

    /// <summary>Puts the others that lack it on the list, a step at a time.</summary>
    /// <param name="project">Whose.</param>
    /// <param name="buildId">Lower-case hexadecimal.</param>
    /// <param name="after">What the step before returned; empty at first.</param>
    /// <param name="limit">Traces of a step.</param>
    /// <param name="dueMs">From when on they are due, so that they come behind everything else.</param>
    /// <param name="reason">For people.</param>
    /// <param name="cancellation">Before the transaction.</param>
    /// <returns>Where the next step goes on; null when there are no more.</returns>
    Task<string?> EnqueueOthersAsync(string project, string buildId, string after, int limit, long dueMs, string reason, CancellationToken cancellation);
}
