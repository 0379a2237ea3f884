using Fleet.Domain.Prometheus;
using Fleet.Grains.Metrics;

namespace Fleet.Gateway.Prometheus;

/// <summary>
/// The numeric metrics of a project by stem. Keys that differ only in characters that names cannot have share one: the first that the project
/// saw is the name alone, each later one carries its key in the label <c>key</c>. So no series changes its labels when another metric appears.
/// </summary>
internal sealed class MetricNaming
{
    private readonly Dictionary<string, List<NamedMetric>> _byStem = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NamedMetric> _byEarlierStem = new(StringComparer.Ordinal);

    public MetricNaming(IReadOnlyList<MetricInfo> metrics)
    {
        foreach (var metric in metrics.Where(m => m.IsNumeric).OrderBy(m => m.Id))
        {
            var stem = SeriesName.StemOf(metric.Key);
            if (!_byStem.TryGetValue(stem, out var same))
            {
                _byStem[stem] = same = [];
            }

            same.Add(new NamedMetric(metric, stem, same.Count == 0 ? "" : metric.Key));
            foreach (var earlier in metric.Aliases.Select(SeriesName.StemOf))
            {
                _byEarlierStem.TryAdd(earlier, new NamedMetric(metric, earlier, ""));
            }
        }
    }

    /// <summary>All, by stem.</summary>
    public IEnumerable<NamedMetric> All => _byStem.OrderBy(pair => pair.Key, StringComparer.Ordinal).SelectMany(pair => pair.Value);

    /// <summary>Whether any two share a name.</summary>
    public bool HasKeyLabels => _byStem.Values.Any(same => same.Count > 1);

    /// <summary>Those of one stem, the first seen first; else the one that had it before it was renamed; empty when there is none.</summary>
    public IReadOnlyList<NamedMetric> Find(string stem) =>
        _byStem.GetValueOrDefault(stem) ?? (_byEarlierStem.TryGetValue(stem, out var earlier) ? [earlier] : []);
}
