using System.Collections.Concurrent;
using Fleet.Domain.Devices.Filters;
using Fleet.Grains.Devices;
using Fleet.Grains.Metrics;
using Fleet.Grains.Projections;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Sets;

/// <summary>
/// The sets of each project as this process last read them, for the projections. A copy may be old: then the commit that used it is refused,
/// and the copy is read again.
/// </summary>
public sealed partial class DeviceSetCopies(IDeviceSetStore store, IMetricCatalogStore metrics, ILogger<DeviceSetCopies> logger)
{
    private readonly ConcurrentDictionary<string, CompiledSets> _copies = new(StringComparer.Ordinal);

    /// <summary>Which sets of their projects devices are in.</summary>
    /// <param name="devices">With their latest values.</param>
    /// <param name="deleted">Devices that are in no set any more.</param>
    /// <param name="nowMs">Milliseconds since 1970 UTC.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<List<SetEvaluation>> AskAsync(
        IReadOnlyList<DeviceView> devices, IReadOnlyList<DeletedDevice> deleted, long nowMs, CancellationToken cancellation)
    {
        var asked = new List<SetEvaluation>();
        var (here, gone) = (devices.ToLookup(d => d.Project, StringComparer.Ordinal), deleted.ToLookup(d => d.Project, StringComparer.Ordinal));
        foreach (var project in here.Select(d => d.Key).Union(gone.Select(d => d.Key), StringComparer.Ordinal))
        {
            asked.Add((await GetAsync(project, cancellation)).Ask(project, here[project], gone[project], nowMs));
        }

        return asked;
    }

    /// <summary>A commit was refused: its copies may be old.</summary>
    public void Forget(IEnumerable<SetEvaluation> refused)
    {
        foreach (var evaluation in refused)
        {
            _copies.TryRemove(evaluation.Project, out _);
        }
    }

    private async ValueTask<CompiledSets> GetAsync(string project, CancellationToken cancellation)
    {
        // A key that was no metric when the copy was read may be one in the row at hand: it was registered before the row was written.
        if (_copies.TryGetValue(project, out var known) && !known.HasUnknownKeys)
        {
            return known;
        }

        return _copies[project] = await ReadAsync(project, cancellation);
    }

    private async Task<CompiledSets> ReadAsync(string project, CancellationToken cancellation)
    {
        var stored = await store.LoadAsync(project, cancellation);
        var readable = stored.Sets.Select(set => (set.Definition.Id, Filter: Parse(project, set.Definition)!)).Where(f => f.Filter is not null).ToList();
        var filters = readable.Where(f => !f.Filter.WindowConditions.Any()).ToList();
        var keys = filters.SelectMany(f => f.Filter.MetricKeys).ToHashSet(StringComparer.Ordinal);
        var ids = keys.Count == 0
            ? []
            : MetricInfo.Find(MetricInfo.Of(await metrics.LoadMetricsAsync(project, cancellation)), keys);
        return new CompiledSets(stored.Revision, filters, ids, ids.Count < keys.Count, filters.Count < readable.Count);
    }

    /// <summary>As <see cref="DeviceSetRules.FilterOf"/>, and tells why not: the projection goes on.</summary>
    private DeviceFilter? Parse(string project, DeviceSetDefinition set)
    {
        try
        {
            return DeviceFilterParser.Parse(set.Filter);
        }
        catch (DeviceFilterException e)
        {
            LogUnreadable(project, set.Name, e.Message);
            return null;
        }
    }

    [LoggerMessage(1701, LogLevel.Error, "Device set {Set} of project {Project} is not kept up to date: its filter cannot be read: {Reason}")]
    private partial void LogUnreadable(string project, string set, string reason);
}
