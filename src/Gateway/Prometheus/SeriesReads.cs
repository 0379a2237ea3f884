using System.Collections.Frozen;
using Fleet.Domain.Devices;
using Fleet.Domain.Metrics;
using Fleet.Domain.Prometheus;
using Fleet.Gateway.Api;
using Fleet.Gateway.Metrics;
using Fleet.Grains.Devices;
using Fleet.Grains.Metrics;
using Grpc.Core;

namespace Fleet.Gateway.Prometheus;

/// <summary>Reads stored series: each once, several at a time, over the whole range that the query needs of its resolution.</summary>
internal sealed class SeriesReads(RangedSeries series, IDeviceDirectory devices, DeviceSeries deviceSeries)
{
    /// <param name="project">Whose.</param>
    /// <param name="sources">Each with the quantiles that are needed of it.</param>
    /// <param name="ranges">Bucket starts of each resolution.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="PrometheusException">It is too much.</exception>
    public async Task<IReadOnlyDictionary<SeriesSource, SeriesAnswer>> ReadAsync(
        string project,
        IReadOnlyDictionary<SeriesSource, double[]> sources,
        IReadOnlyDictionary<Resolution, TimeRange> ranges,
        CancellationToken cancellation)
    {
        if (sources.Count > PrometheusLimits.MaxReads)
        {
            throw PrometheusException.Execution(
                $"the query reads {sources.Count} stored series, at most {PrometheusLimits.MaxReads} allowed; choose fewer by name, cohort or version");
        }

        var read = new Dictionary<SeriesSource, SeriesAnswer>();
        long buckets = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = PrometheusLimits.ParallelReads, CancellationToken = cancellation };
        await Parallel.ForEachAsync(sources, options, async (source, cancel) =>
        {
            var answer = await ReadAsync(project, source.Key, ranges[source.Key.Resolution], source.Value, cancel);
            lock (read)
            {
                read[source.Key] = answer;
                buckets += answer.Points.Count;
                if (buckets > PrometheusLimits.MaxBuckets)
                {
                    throw PrometheusException.Execution(
                        $"the query reads more than {PrometheusLimits.MaxBuckets} buckets; choose fewer series, a shorter range, or steps of a day");
                }
            }
        });
        return read;
    }

    private async Task<SeriesAnswer> ReadAsync(
        string project, SeriesSource source, TimeRange range, double[] quantiles, CancellationToken cancellation)
    {
        var place = source.Place;
        var query = new SeriesQuery(
            source.Metric.Stored, (int)source.Resolution, range.FromMs, range.ToMs, quantiles, place.SoftwareType, place.SoftwareVersion);
        return place.Level switch
        {
            SeriesLevel.Device => await ReadDeviceAsync(project, source, range, quantiles, cancellation),
            SeriesLevel.Fleet => await series.ReadAsync(project, "", query, cancellation),
            _ => await series.ReadAsync(project, place.Cohort, query, cancellation),
        };
    }

    private async Task<SeriesAnswer> ReadDeviceAsync(
        string project, SeriesSource source, TimeRange range, double[] quantiles, CancellationToken cancellation)
    {
        if (await devices.FindAsync(new DeviceKey(project, source.Place.Serial), cancellation) is not { } device)
        {
            return new SeriesAnswer([], 0, 0);
        }

        // Reports are read by their own time: up to the end of the last bucket.
        var reports = range.ToMs > range.FromMs ? range with { ToMs = Bucket.Containing(source.Resolution, range.ToMs - 1).EndMs } : range;
        try
        {
            var (points, outOfRange) = await deviceSeries.ByBucketAsync(device, source.Metric, source.Resolution, reports, quantiles, cancellation);
            return new SeriesAnswer(points, 0, 0) { SetApart = outOfRange == 0 ? FrozenDictionary<long, long>.Empty : new Dictionary<long, long> { [range.FromMs] = outOfRange } };
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.InvalidArgument)
        {
            throw PrometheusException.Execution($"device {source.Place.Serial}: {e.Status.Detail}", e);
        }
    }
}
