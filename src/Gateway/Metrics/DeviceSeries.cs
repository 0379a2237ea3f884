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
    public async Task<(IReadOnlyList<SeriesPoint> Points, long OutOfRange)> ByBucketAsync(
        DeviceView device, MetricInfo metric, Resolution resolution, TimeRange range, double[] quantiles, CancellationToken cancellation)
    {
        var buckets = new SortedDictionary<long, Dictionary<int, MetricRollup>>();
        await foreach (var (report, value) in ReadAsync(device, metric, range, MaxReports, cancellation))
        {
            var start = Bucket.Containing(resolution, report.EndMs).StartMs;
            if (!buckets.TryGetValue(start, out var bucket))
            {
                buckets[start] = bucket = [];
            }

            RollupInput.Add(bucket, 0, value, metric.Range, device.Shard, (uint)device.Ordinal);
        }

        var rollups = buckets.Where(b => b.Value.Count > 0).Select(b => (Start: b.Key, Rollup: b.Value[0])).ToList();
        return ([.. rollups.Where(b => b.Rollup.Reports > 0).Select(b => SeriesPoints.Of(b.Start, b.Rollup, quantiles))], rollups.Sum(b => b.Rollup.Apart.Reports));
    }

    /// <summary>Each report by itself, with the end of its interval.</summary>
    public async Task<(IReadOnlyList<(SeriesPoint Point, long EndMs)> Points, long OutOfRange)> ByReportAsync(
        DeviceView device, MetricInfo metric, TimeRange range, double[] quantiles, CancellationToken cancellation)
    {
        var points = new List<(SeriesPoint, long)>();
        var outOfRange = 0L;
        await foreach (var (report, value) in ReadAsync(device, metric, range, MaxReportPoints, cancellation))
        {
            var single = new Dictionary<int, MetricRollup>();
            RollupInput.Add(single, 0, value, metric.Range, device.Shard, (uint)device.Ordinal);
            if (single.TryGetValue(0, out var rollup))
            {
                outOfRange += rollup.Apart.Reports;
                if (rollup.Reports > 0)
                {
                    points.Add((SeriesPoints.Of(report.StartMs, rollup, quantiles), report.EndMs));
                }
            }
        }

        return (points, outOfRange);
    }

    private async IAsyncEnumerable<(DecodedReport Report, MetricValue Value)> ReadAsync(
        DeviceView device,
        MetricInfo metric,
        TimeRange range,
        int limit,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var places = new Dictionary<TableHash, List<int>>();
        var key = new DeviceKey(device.Project, device.Serial);
        var read = 0;
        await foreach (var report in reports.ReadAsync(key, range.FromMs, range.ToMs, null, limit + 1, cancellation))
        {
            if (++read > limit)
            {
                throw ApiErrors.Invalid("start_time", $"the range holds more than {limit} reports; choose a shorter one");
            }

            if (!places.TryGetValue(report.Table.Hash, out var found))
            {
                places[report.Table.Hash] = found = PlacesOf(report.Table, metric);
            }

            foreach (var place in found)
            {
                if (ValueAt(report, place) is { Shape: not MetricShape.Absent } value)
                {
                    yield return (report, value);
                }
            }
        }
    }

    /// <summary>More than one when a report carries the metric by several of its names.</summary>
    private static List<int> PlacesOf(KeyTable table, MetricInfo metric) =>
        [.. Enumerable.Range(0, table.Columns.Count).Where(i => metric.Names.Contains(table.Columns[i].Key, StringComparer.OrdinalIgnoreCase))];

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
