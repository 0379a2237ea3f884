using Fleet.Grains.Metrics;

namespace Fleet.Grains.Alerts;

/// <summary>Alerts, where they stand with devices, and incidents, of which the makers are one for each shard. See docs/design/alerts.md.</summary>
public interface IAlertStore
{
    /// <summary>Replaces the project's definitions if <paramref name="revision"/> is above the stored one.</summary>
    /// <returns>The revision that is stored then.</returns>
    Task<long> PublishAsync(string project, long revision, IReadOnlyList<AlertDefinition> alerts, CancellationToken cancellation);

    /// <summary>Revision 0 and none when the project never had any.</summary>
    Task<StoredAlerts> LoadAsync(string project, CancellationToken cancellation);

    /// <summary>Of the projects that have alerts, or had any: the revision of each.</summary>
    Task<IReadOnlyDictionary<string, long>> RevisionsAsync(CancellationToken cancellation);

    Task<AlertCheckpoint> LoadCheckpointAsync(int shard, CancellationToken cancellation);

    /// <summary>Tracks of devices.</summary>
    Task<IReadOnlyList<AlertTrack>> TracksAsync(IReadOnlyCollection<long> deviceIds, CancellationToken cancellation);

    /// <summary>Open incidents of devices.</summary>
    Task<IReadOnlyList<Incident>> OpenAsync(IReadOnlyCollection<long> deviceIds, CancellationToken cancellation);

    /// <summary>Incidents of a device and some alerts that are open, or closed at <paramref name="fromMs"/> or later, and are not withdrawn, by the time at which they opened.</summary>
    Task<IReadOnlyList<Incident>> KnownAsync(long deviceId, IReadOnlyCollection<int> alertIds, long fromMs, CancellationToken cancellation);

    /// <summary>Incidents, by device and alert, that were open at a time of their device or later, and are not withdrawn.</summary>
    /// <param name="since">Device, and its time.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<IReadOnlyList<(long DeviceId, int AlertId)>> SinceAsync(IReadOnlyCollection<(long DeviceId, long FromMs)> since, CancellationToken cancellation);

    /// <summary>Those of the reports before which the log has one that was captured after them.</summary>
    Task<IReadOnlyList<(long DeviceId, ReportCursor Cursor)>> LateAsync(IReadOnlyCollection<(long DeviceId, ReportCursor Cursor)> reports, CancellationToken cancellation);

    /// <summary>Tracks of a shard whose timer has run out, those first that did first.</summary>
    Task<IReadOnlyList<AlertTrack>> DueAsync(int shard, long nowMs, int limit, CancellationToken cancellation);

    /// <summary>Tracks and open incidents of a shard and project whose alert is not among these with this revision.</summary>
    /// <param name="shard">Which shard.</param>
    /// <param name="project">Which project.</param>
    /// <param name="revisions"><see cref="AlertDefinition.TestRevision"/> of those that are enabled.</param>
    /// <param name="limit">Of each of both.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<(IReadOnlyList<AlertTrack> Tracks, IReadOnlyList<Incident> Open)> StaleAsync(
        int shard, string project, IReadOnlyDictionary<int, long> revisions, int limit, CancellationToken cancellation);

    /// <returns>False when the checkpoint or a revision is another; nothing was written.</returns>
    Task<bool> CommitAsync(AlertCommit commit, CancellationToken cancellation);
}
