using Fleet.Domain.Devices.Filters;
using Fleet.Domain.Metrics;
using Fleet.Grains.Devices;
using Fleet.Grains.Projections;

namespace Fleet.Grains.Sets;

/// <summary>The sets of a project, ready to be asked.</summary>
/// <param name="Revision">Of the definitions.</param>
/// <param name="Filters">Those that an event of a device decides, by id.</param>
/// <param name="Metrics">That the filters name and the project has.</param>
/// <param name="HasUnknownKeys">Whether a filter names a key that may become a metric.</param>
/// <param name="HasWindows">Whether there are sets beside them that look back over reports, which the sets' grain evaluates.</param>
public sealed record CompiledSets(
    long Revision,
    IReadOnlyList<(int Id, DeviceFilter Filter)> Filters,
    IReadOnlyDictionary<string, StoredMetric> Metrics,
    bool HasUnknownKeys,
    bool HasWindows)
{
    public SetEvaluation Ask(string project, IEnumerable<DeviceView> devices, IEnumerable<DeletedDevice> deleted, long nowMs)
    {
        var evaluated = new List<EvaluatedDevice>();
        if (Filters.Count > 0)
        {
            foreach (var device in devices)
            {
                var facts = DeviceQuery.FactsOf(device, Metrics);
                evaluated.Add(new EvaluatedDevice(
                    device.DeviceId, device.Serial, [.. Filters.Where(f => f.Filter.Matches(facts, nowMs)).Select(f => f.Id)]));
            }

            // One without a serial never came into the read models.
            evaluated.AddRange(deleted.Where(device => device.Serial.Length > 0).Select(device => new EvaluatedDevice(device.DeviceId, device.Serial, [])));
        }

        return new SetEvaluation(project, Revision, nowMs, [.. Filters.Select(f => f.Id)], evaluated) { HasWindows = HasWindows };
    }
}
