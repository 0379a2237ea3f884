using Fleet.Domain.Alerts;
using Fleet.Domain.Devices.Filters;
using Fleet.Domain.Metrics;

namespace Fleet.Grains.Alerts;

/// <summary>The enabled alerts of a project, ready to be asked.</summary>
public sealed class CompiledAlerts
{
    private readonly AlertIndex _index;
    private readonly Dictionary<int, CompiledAlert> _byId;

    /// <param name="revision">Of the definitions.</param>
    /// <param name="alerts">Those that are enabled.</param>
    /// <param name="metrics">That conditions and scopes name and the project has, by each name.</param>
    /// <param name="unknownKeys">That they name too, and that may become metrics.</param>
    public CompiledAlerts(long revision, IReadOnlyList<CompiledAlert> alerts, IReadOnlyDictionary<string, StoredMetric> metrics, IReadOnlySet<string> unknownKeys)
    {
        Revision = revision;
        Alerts = alerts;
        Metrics = metrics;
        UnknownKeys = unknownKeys;
        _index = new AlertIndex([.. alerts.Select(alert => alert.Condition)]);
        _byId = alerts.ToDictionary(alert => alert.Definition.Id);
        Keys = KeysOf(alerts.SelectMany(alert => alert.Condition.Metrics).ToHashSet(StringComparer.Ordinal), metrics);
    }

    public long Revision { get; }

    public IReadOnlyList<CompiledAlert> Alerts { get; }

    public IReadOnlyDictionary<string, StoredMetric> Metrics { get; }

    /// <summary>Keys that are no metrics yet.</summary>
    public IReadOnlySet<string> UnknownKeys { get; }

    /// <summary>Of metrics in conditions, by the number under which a value is stored: the keys by which conditions call it, and the values that are valid.</summary>
    public IReadOnlyDictionary<int, (IReadOnlyList<string> Keys, ValidRange Range)> Keys { get; }

    public IReadOnlyDictionary<int, long> TestRevisions => _byId.ToDictionary(alert => alert.Key, alert => alert.Value.Definition.TestRevision);

    public CompiledAlert? Find(int alertId) => _byId.GetValueOrDefault(alertId);

    /// <summary>Alerts whose condition a report fulfils.</summary>
    public IEnumerable<CompiledAlert> Matching(AlertReport report)
    {
        var numbers = new List<int>();
        _index.Match(report.Values, numbers);
        return numbers.Select(number => Alerts[number]).Where(alert => report.ReceivedAtMs >= alert.Definition.TestSinceMs);
    }

    private static Dictionary<int, (IReadOnlyList<string> Keys, ValidRange Range)> KeysOf(HashSet<string> named, IReadOnlyDictionary<string, StoredMetric> metrics)
    {
        var keys = new Dictionary<int, (IReadOnlyList<string> Keys, ValidRange Range)>();
        foreach (var (key, metric) in metrics.Where(metric => named.Contains(metric.Key)))
        {
            foreach (var id in metric.Ids)
            {
                keys[id] = ([.. keys.GetValueOrDefault(id).Keys ?? [], key], metric.Range);
            }
        }

        return keys;
    }
}

/// <param name="Definition">What it is.</param>
/// <param name="Condition">Of the definition.</param>
/// <param name="Scope">Of the definition.</param>
public sealed record CompiledAlert(AlertDefinition Definition, AlertCondition Condition, DeviceFilter Scope);
