using System.Runtime.CompilerServices;
using Fleet.Domain.Devices;
using Fleet.Domain.Metrics;
using Fleet.Gateway.Api;
using Fleet.Gateway.Devices;
using Fleet.Grains.Devices;
using Fleet.Grains.Metrics;
using Fleet.Grains.Projections;
using Fleet.Protocol.Metrics;

namespace Fleet.Gateway.Metrics;

/// <summary>One metric of one device over time, folded from its reports: what the rollups of a device would say if they were stored.</summary>
internal sealed class DeviceSeries(ReportReader reports)
{
    /// <summary>Reports that one question may read: a year of hourly ones eleven times over.</summary>
    private const int MaxReports = 100_000;

    /// <summary>Points of a series of single reports.</summary>
    private const int MaxReportPoints = 10_000;

    /// <summary>Folded by bucket.</summary>
    public async Task<IReadOnlyList<SeriesPoint>> ByBucketAsync(
        DeviceView device, string metric, Resolution resolution, TimeRange range, double[] quantiles, CancellationToken cancellation)
    {
        var buckets = new SortedDictionary<long, Dictionary<int, MetricRollup>>();
        await foreach (var (report, value) in ReadAsync(device, metric, range, MaxReports, cancellation))
        {
            var start = Bucket.Containing(resolution, report.EndMs).StartMs;
            if (!buckets.TryGetValue(start, out var bucket))
            {
                buckets[start] = bucket = [];
            }

            RollupInput.Add(bucket, 0, value, device.Shard, (uint)device.Ordinal);
        }

        return [.. buckets.Where(b => b.Value.Count > 0).Select(b => SeriesPoints.Of(b.Key, b.Value[0], quantiles))];
    }

    /// <summary>Each report by itself, with the end of its interval.</summary>
    public async Task<IReadOnlyList<(SeriesPoint Point, long EndMs)>> ByReportAsync(
        DeviceView device, string metric, TimeRange range, double[] quantiles, CancellationToken cancellation)
    {
        var points = new List<(SeriesPoint, long)>();
        await foreach (var (report, value) in ReadAsync(device, metric, range, MaxReportPoints, cancellation))
        {
            var single = new Dictionary<int, MetricRollup>();
            RollupInput.Add(single, 0, value, device.Shard, (uint)device.Ordinal);
            if (single.TryGetValue(0, out var rollup))
            {
                points.Add((SeriesPoints.Of(report.StartMs, rollup, quantiles), report.EndMs));
            }
        }

        return points;
    }

    private async IAsyncEnumerable<(DecodedReport Report, MetricValue Value)> ReadAsync(
        DeviceView device,
        string metric,
        TimeRange range,
        int limit,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var places = new Dictionary<TableHash, int>();
        var key = new DeviceKey(device.Project, device.Serial);
        var read = 0;
        await foreach (var report in reports.ReadAsync(key, range.FromMs, range.ToMs, null, limit + 1, cancellation))
        {
            if (++read > limit)
            {
                throw ApiErrors.Invalid("start_time", $"the range holds more than {limit} reports; choose a shorter one");
            }

            if (!places.TryGetValue(report.Table.Hash, out var place))
            {
                places[report.Table.Hash] = place = PlaceOf(report.Table, metric);
            }

            if (place >= 0 && ValueAt(report, place) is { Shape: not MetricShape.Absent } value)
            {
                yield return (report, value);
            }
        }
    }

    private static int PlaceOf(KeyTable table, string metric)
    {
        for (var i = 0; i < table.Columns.Count; i++)
        {
            if (table.Columns[i].Key.Equals(metric, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }

    private static MetricValue ValueAt(DecodedReport report, int place)
    {
        var found = new StrongBox<MetricValue>();
        report.Recorded.Report.ReadValues(report.Table.Columns, (found, place), static (state, i, value) =>
        {
            if (i == state.place)
            {
                state.found.Value = value;
            }
        });
        return found.Value;
    }
}
