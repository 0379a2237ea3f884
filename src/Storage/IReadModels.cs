namespace Fleet.Storage;

/// <summary>All read models together: <c>Fleet.Gateway rebuild</c>.</summary>
public interface IReadModels
{
    /// <summary>
    /// Empties the read models and sets every checkpoint back to the beginning, in one transaction. Projections that run notice at their next
    /// commit and start over; the event log has everything. Until they caught up, lists and charts show the past.
    /// </summary>
    Task ClearAsync(CancellationToken cancellation);
}
