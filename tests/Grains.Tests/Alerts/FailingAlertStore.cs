using Fleet.Grains.Alerts;
using Fleet.Grains.Metrics;

namespace Fleet.Grains.Tests.Alerts;

/// <summary>Fails at some commits: by turns before it is made, and after.</summary>
/// <param name="store">The real one.</param>
/// <param name="every">At every so many.</param>
internal sealed class FailingAlertStore(IAlertStore store, int every) : IAlertStore
{
    public const string Reason = "the test has this commit fail";

    private int _commits;

    public async Task<bool> CommitAsync(AlertCommit commit, CancellationToken cancellation)
    {
        var number = Interlocked.Increment(ref _commits);
        var fails = number % (every + 1) == 0;
        if (fails && number / (every + 1) % 2 == 0)
        {
            throw new IOException(Reason);
        }

        var committed = await store.CommitAsync(commit, cancellation);
        return fails ? throw new IOException(Reason) : committed;
    }

    public Task<long> PublishAsync(string project, long revision, IReadOnlyList<AlertDefinition> alerts, CancellationToken cancellation) => store.PublishAsync(project, revision, alerts, cancellation);

    public Task<StoredAlerts> LoadAsync(string project, CancellationToken cancellation) => store.LoadAsync(project, cancellation);

    public Task<IReadOnlyDictionary<string, long>> RevisionsAsync(CancellationToken cancellation) => store.RevisionsAsync(cancellation);

    public Task<AlertCheckpoint> LoadCheckpointAsync(int shard, CancellationToken cancellation) => store.LoadCheckpointAsync(shard, cancellation);

    public Task<IReadOnlyList<AlertTrack>> TracksAsync(IReadOnlyCollection<long> deviceIds, CancellationToken cancellation) => store.TracksAsync(deviceIds, cancellation);

    public Task<IReadOnlyList<Incident>> OpenAsync(IReadOnlyCollection<long> deviceIds, CancellationToken cancellation) => store.OpenAsync(deviceIds, cancellation);

    public Task<IReadOnlyList<Incident>> KnownAsync(long deviceId, IReadOnlyCollection<int> alertIds, long fromMs, CancellationToken cancellation) =>
        store.KnownAsync(deviceId, alertIds, fromMs, cancellation);

    public Task<IReadOnlyList<(long DeviceId, int AlertId)>> SinceAsync(IReadOnlyCollection<(long DeviceId, long FromMs)> since, CancellationToken cancellation) => store.SinceAsync(since, cancellation);

    public Task<IReadOnlyList<(long DeviceId, ReportCursor Cursor)>> LateAsync(IReadOnlyCollection<(long DeviceId, ReportCursor Cursor)> reports, CancellationToken cancellation) =>
        store.LateAsync(reports, cancellation);

    public Task<IReadOnlyList<AlertTrack>> DueAsync(int shard, long nowMs, int limit, CancellationToken cancellation) => store.DueAsync(shard, nowMs, limit, cancellation);

    public Task<(IReadOnlyList<AlertTrack> Tracks, IReadOnlyList<Incident> Open)> StaleAsync(
        int shard, string project, IReadOnlyDictionary<int, long> revisions, int limit, CancellationToken cancellation) => store.StaleAsync(shard, project, revisions, limit, cancellation);
}
