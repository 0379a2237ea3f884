namespace Fleet.Grains.Alerts;

/// <summary>Incidents for people.</summary>
public interface IIncidentStore
{
    /// <summary>Those that match, the newest number first, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<Incident>> ListAsync(IncidentQuery query, int limit, CancellationToken cancellation);

    Task<Incident?> FindAsync(string project, long id, CancellationToken cancellation);

    /// <summary>The timeline of an incident, the oldest line first.</summary>
    Task<IReadOnlyList<IncidentEntry>> TimelineAsync(string project, long id, CancellationToken cancellation);

    /// <summary>Lines of all incidents of a project after a position, the oldest first.</summary>
    Task<IReadOnlyList<IncidentEntry>> EntriesAsync(string project, long afterPosition, int limit, CancellationToken cancellation);

    /// <summary>Of the newest line of any incident of a project; 0 when there is none.</summary>
    Task<long> PositionAsync(string project, CancellationToken cancellation);

    /// <summary>Writes what a person does.</summary>
    /// <param name="project">Of the incident.</param>
    /// <param name="id">Of the incident.</param>
    /// <param name="kind">Acknowledged or commented.</param>
    /// <param name="by">Who.</param>
    /// <param name="text">The comment.</param>
    /// <param name="nowMs">Milliseconds since 1970 UTC.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>False when there is no such incident.</returns>
    Task<bool> AddAsync(string project, long id, IncidentEntryKind kind, string by, string text, long nowMs, CancellationToken cancellation);
}
