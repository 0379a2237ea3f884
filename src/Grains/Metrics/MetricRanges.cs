using System.Collections.Concurrent;
using System.Collections.Frozen;
using Fleet.Domain.Metrics;

namespace Fleet.Grains.Metrics;

/// <summary>
/// The valid ranges of each project's metrics, as this process last read them, for the projections. They may be old: a rollup tells which ranges it is true for
/// (<see cref="MetricRollup.IsOf"/>), so that an old one costs a question more work and never makes its answer wrong.
/// </summary>
/// <param name="store">Where they are.</param>
/// <param name="time">The clock.</param>
public sealed class MetricRanges(IMetricCatalogStore store, TimeProvider time)
{
    /// <summary>How long what was read is used: a change in another process shows within it.</summary>
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, (FrozenDictionary<int, ValidRange> Ranges, long ReadAt)> _byProject = new(StringComparer.Ordinal);

    /// <summary>By the number of each key; those whose values are all valid are left out.</summary>
    public async ValueTask<IReadOnlyDictionary<int, ValidRange>> GetAsync(string project, CancellationToken cancellation)
    {
        if (_byProject.TryGetValue(project, out var known) && time.GetElapsedTime(known.ReadAt) < FreshFor)
        {
            return known.Ranges;
        }

        var readAt = time.GetTimestamp();
        var metrics = MetricInfo.Of(await store.LoadMetricsAsync(project, cancellation));
        var ranges = metrics.Where(m => !m.Range.IsAny).SelectMany(m => m.Stored.Ids.Select(id => (Id: id, m.Range))).ToFrozenDictionary(r => r.Id, r => r.Range);
        _byProject[project] = (ranges, readAt);
        return ranges;
    }

    /// <summary>They changed.</summary>
    public void Forget(string project) => _byProject.TryRemove(project, out _);
}
