namespace Fleet.Grains.Management;

/// <summary>
/// Bulk changes of one project, one after the other. Each goes through the devices that match, by serial, and goes on where it was after a restart.
/// Key: <c>bulk/{project}</c>.
/// </summary>
[Alias("fleet.IBulkGrain")]
public interface IBulkGrain : IGrainWithStringKey
{
    /// <summary>Begins a bulk change; durable when the call returns.</summary>
    /// <exception cref="ArgumentException">The filter is none; the text begins with the field.</exception>
    /// <exception cref="InvalidOperationException">As many as may wait are waiting.</exception>
    [Alias("Start")]
    Task<BulkJob> Start(BulkOrder order);

    /// <summary>All that run and the last of the others, by id.</summary>
    [Alias("List")]
    Task<IReadOnlyList<BulkJob>> List();

    /// <summary>Ends one; what it did stays. One that ended stays as it is.</summary>
    /// <returns>Null when there is none of this id.</returns>
    [Alias("Cancel")]
    Task<BulkJob?> Cancel(long id);

    /// <summary>Goes on with what is there to do.</summary>
    [Alias("Wake")]
    Task Wake();

    /// <summary>Returns when nothing is left to do.</summary>
    [Alias("Drain")]
    Task Drain();
}
