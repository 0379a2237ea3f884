namespace Fleet.Storage;

/// <summary>All read models together: <c>Fleet.Gateway rebuild</c>.</summary>
public interface IReadModels
{
    /// <summary>
    /// Empties the read models and sets every checkpoint back to the beginning, in one transaction. Projections that run notice at their next
    /// commit and start over. Until they caught up, lists and charts show the past.
    /// <para>
    /// Once the front of the log is gone, only what the rest of it says is emptied: buckets from before the front stay, and so do devices, members of sets and the
    /// processing log. Rows that count in what stayed do not count in it again.
    /// </para>
    /// </summary>
    /// <returns>Begin of what was emptied, milliseconds since 1970 UTC: buckets from before it stay. 0 when everything was.</returns>
    /// <exception cref="StorageSetupException">
    /// The last time is not caught up with, so that what is to stay is not whole; or the read models do not have what is gone from the log. Nothing was changed.
    /// </exception>
    Task<long> ClearAsync(CancellationToken cancellation);

    /// <summary>
    /// Empties all of the read models, also what cannot be made anew, and has them begin at the front of the log: for read models that were lost or put back from
    /// a backup that is too old.
    /// </summary>
    Task ClearWithPastAsync(CancellationToken cancellation);
}
