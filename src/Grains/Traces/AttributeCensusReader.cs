using Fleet.Domain.Metrics;
using Fleet.Domain.Traces.Lift;
using Fleet.Grains.Devices;

namespace Fleet.Grains.Traces;

/// <summary>Counts the devices of a project, and those of them that are in a set, by every value that lists show of them. Reads each device once.</summary>
public sealed class AttributeCensusReader(IDeviceDirectory directory)
{
    /// <summary>Different values of an attribute. One that has more names devices rather than kinds of them, and each value would have too few to say anything.</summary>
    public const int MaxValues = 256;

    /// <summary>Different attributes: devices write them.</summary>
    public const int MaxAttributes = 1_024;

    public async Task<AttributeCensus> CountAsync(string project, DeviceSet affected, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(affected);
        var (all, of) = (0L, 0L);
        var counts = new Dictionary<string, Dictionary<string, (long Devices, long Affected)>>(StringComparer.Ordinal);
        var passed = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var device in directory.MatchesAsync(project, DeviceQuery.Any, withLatest: true, cancellation))
        {
            var isAffected = affected.Contains(device.Shard, (uint)device.Ordinal);
            all++;
            of += isAffected ? 1 : 0;
            foreach (var (attribute, value) in ValuesOf(device))
            {
                Add(counts, passed, attribute, value, isAffected);
            }
        }

        return new AttributeCensus(
            all,
            of,
            [.. counts.SelectMany(attribute => attribute.Value.Select(value => new AttributeCount(attribute.Key, value.Key, value.Value.Devices, value.Value.Affected)))],
            [.. passed]);
    }

    private static IEnumerable<(string Attribute, string Value)> ValuesOf(DeviceView device)
    {
        yield return ("hardware_version", device.HardwareVersion);
        yield return ("cohort", device.Cohort);
        yield return ("software_type", device.SoftwareType);
        yield return ("software_version", device.SoftwareVersion);
        foreach (var attribute in LatestValues.Decode(device.Latest).Attributes)
        {
            if (!attribute.Value.IsNone)
            {
                yield return (attribute.Key, attribute.Value.ToString());
            }
        }
    }

    private static void Add(
        Dictionary<string, Dictionary<string, (long Devices, long Affected)>> counts, SortedSet<string> passed, string attribute, string value, bool isAffected)
    {
        if (value.Length == 0 || passed.Contains(attribute))
        {
            return;
        }

        if (!counts.TryGetValue(attribute, out var values))
        {
            if (counts.Count >= MaxAttributes)
            {
                return;
            }

            counts.Add(attribute, values = new Dictionary<string, (long, long)>(StringComparer.Ordinal));
        }

        var before = values.GetValueOrDefault(value);
        values[value] = (before.Devices + 1, before.Affected + (isAffected ? 1 : 0));
        if (values.Count > MaxValues)
        {
            counts.Remove(attribute);
            passed.Add(attribute);
        }
    }
}
