using System.Collections.Concurrent;
using Fleet.Domain.Alerts;
using Fleet.Domain.Devices.Filters;
using Fleet.Grains.Metrics;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Alerts;

/// <summary>
/// The alerts of each project as this process last read them, for those who evaluate them. A copy may be old: then the commit that used it is refused, and the copy is
/// read again.
/// </summary>
public sealed partial class AlertCopies(IAlertStore store, IMetricCatalogStore metrics, ILogger<AlertCopies> logger) : IDisposable
{
    private readonly ConcurrentDictionary<string, CompiledAlerts> _copies = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _reading = new(1);

    /// <summary>Of all projects that have alerts, or had any.</summary>
    public async Task<IReadOnlyDictionary<string, CompiledAlerts>> AllAsync(CancellationToken cancellation)
    {
        var all = new Dictionary<string, CompiledAlerts>(StringComparer.Ordinal);
        foreach (var (project, revision) in await store.RevisionsAsync(cancellation))
        {
            all.Add(project, await GetAsync(project, revision, cancellation));
        }

        return all;
    }

    private async ValueTask<CompiledAlerts> GetAsync(string project, long revision, CancellationToken cancellation)
    {
        if (_copies.TryGetValue(project, out var known) && known.Revision == revision && known.UnknownKeys.Count == 0)
        {
            return known;
        }

        // All shards come at once after a change: one of them reads thousands of alerts, and the others find them.
        await _reading.WaitAsync(cancellation);
        try
        {
            return _copies.TryGetValue(project, out known) && known.Revision >= revision && !await KnowsMoreAsync(project, known, cancellation)
                ? known
                : _copies[project] = await ReadAsync(project, cancellation);
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();

    /// <summary>Whether a key that was no metric when the copy was read is one now: it was registered before the first row with it was written.</summary>
    private async Task<bool> KnowsMoreAsync(string project, CompiledAlerts known, CancellationToken cancellation) =>
        known.UnknownKeys.Count > 0 && MetricInfo.Find(MetricInfo.Of(await metrics.LoadMetricsAsync(project, cancellation)), known.UnknownKeys).Count > 0;

    private async Task<CompiledAlerts> ReadAsync(string project, CancellationToken cancellation)
    {
        var stored = await store.LoadAsync(project, cancellation);
        List<CompiledAlert> alerts = [.. stored.Alerts.Where(alert => alert.IsEnabled).Select(alert => Compile(project, alert)).OfType<CompiledAlert>()];
        var keys = alerts.SelectMany(alert => alert.Condition.Metrics.Concat(alert.Scope.MetricKeys)).ToHashSet(StringComparer.Ordinal);
        var found = keys.Count == 0 ? [] : MetricInfo.Find(MetricInfo.Of(await metrics.LoadMetricsAsync(project, cancellation)), keys);
        return new CompiledAlerts(stored.Revision, alerts, found, keys.Where(key => !found.ContainsKey(key)).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>Null, told, when a newer version of this program stored what this one cannot read: the others go on.</summary>
    private CompiledAlert? Compile(string project, AlertDefinition alert)
    {
        try
        {
            return new CompiledAlert(alert, AlertCondition.Parse(alert.Condition), DeviceFilterParser.Parse(alert.Scope));
        }
        catch (DeviceFilterException e)
        {
            LogUnreadable(project, alert.Name, e.Message);
            return null;
        }
    }

    [LoggerMessage(1601, LogLevel.Error, "Alert {Alert} of project {Project} looks at nothing: it cannot be read: {Reason}")]
    private partial void LogUnreadable(string project, string alert, string reason);
}
