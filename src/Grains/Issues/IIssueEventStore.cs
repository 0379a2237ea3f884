namespace Fleet.Grains.Issues;

/// <summary>
/// What happened to the issues of each project: batches of events, 1, 2, 3 ... without gaps, kept for ever. Primary data: what people decided and which id an issue has
/// cannot be made again from anything.
/// </summary>
public interface IIssueEventStore
{
    /// <summary>Appends batches, all or none. Durable when it returns.</summary>
    /// <param name="project">Whose.</param>
    /// <param name="after">Sequence of the last batch that the caller knows of; 0 for none. The new ones get those behind it.</param>
    /// <param name="batches">In order; never none.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>False when others have appended since: nothing was written.</returns>
    /// <exception cref="StoreUnavailableException">Written or not; reading tells.</exception>
    Task<bool> AppendAsync(string project, long after, IReadOnlyList<NewIssueBatch> batches, CancellationToken cancellation);

    /// <summary>Latest snapshot and what came after it, as of one moment. A snapshot that is damaged is passed over and counted: no batch is ever removed.</summary>
    Task<StoredIssues> LoadAsync(string project, CancellationToken cancellation);

    /// <summary>Keeps a snapshot in place of an older one; one that is older than what is there, or ahead of the last batch, is passed over.</summary>
    Task SaveSnapshotAsync(string project, IssueSnapshot snapshot, CancellationToken cancellation);

    /// <summary>Sequence of the last batch; 0 when there is none.</summary>
    Task<long> HeadAsync(string project, CancellationToken cancellation);

    /// <summary>Batches behind a sequence, the oldest first. Who follows asks again from the last that it got; none is ever missed.</summary>
    Task<IReadOnlyList<StoredIssueBatch>> ReadAsync(string project, long after, int limit, CancellationToken cancellation);

    /// <summary>Batches that changed an issue, the newest first.</summary>
    /// <param name="project">Whose.</param>
    /// <param name="issue">Its id.</param>
    /// <param name="before">Only those before this sequence; <see cref="long.MaxValue"/> for the newest.</param>
    /// <param name="limit">How many.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<IReadOnlyList<StoredIssueBatch>> HistoryAsync(string project, long issue, long before, int limit, CancellationToken cancellation);
}
