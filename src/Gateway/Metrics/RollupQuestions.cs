using Fleet.Api.V1;
using Fleet.Domain.Metrics;
using Fleet.Domain.Releases;
using Fleet.Gateway.Devices;
using Fleet.Grains;
using Fleet.Grains.Cohorts;
using Fleet.Grains.Columns;
using Fleet.Grains.EventLog;
using Fleet.Grains.Metrics;
using Fleet.Grains.Projections;
using Scope = Fleet.Api.V1.QueryMetricsRequest.ScopeOneofCase;

namespace Fleet.Gateway.Metrics;

/// <summary>Answers from merged hours and days.</summary>
internal sealed class RollupQuestions(IGrainFactory grains, RangedSeries series, DeviceQueries devices, IEventLog log, IProjectionStore projections)
{
    /// <summary>Series of a question that is grouped by software.</summary>
    private const int MaxSoftware = 50;

    public async Task AnswerAsync(
        QueryMetricsRequest request,
        SeriesQuery query,
        QueryGrouping grouping,
        PointShape shape,
        QueryMetricsResponse answer,
        CancellationToken cancellation)
    {
        var length = await log.LengthAsync(cancellation);
        var bucketMs = Bucket.LengthMs((Domain.Metrics.Resolution)query.Resolution);
        if (request.ScopeCase == Scope.Fleet && grouping.By == ColumnGrouping.None)
        {
            var found = await ReadAsync(request.Project, "", query, cancellation);
            answer.Series.Add(shape.ToSeries(found.Points, bucketMs));
            Add(answer, found);
        }
        else
        {
            string[] cohorts = request.ScopeCase == Scope.Cohort ? [request.Cohort] : [.. await devices.CohortsAsync(request.Project, cancellation)];
            foreach (var name in cohorts)
            {
                await AddCohortAsync(request, name, query, grouping, shape, answer, cancellation);
            }
        }

        answer.PendingUploads = Math.Max(0, length - await projections.LengthAsync(cancellation));
    }

    /// <remarks>
    /// A device that was in two cohorts, or ran two versions, counts in each: the answer's devices are then the sum, which is an upper bound
    /// only where devices moved within the range.
    /// </remarks>
    private async Task AddCohortAsync(
        QueryMetricsRequest request,
        string name,
        SeriesQuery query,
        QueryGrouping grouping,
        PointShape shape,
        QueryMetricsResponse answer,
        CancellationToken cancellation)
    {
        var cohort = grains.GetGrain<ICohortGrain>(GrainKeys.Cohort(request.Project, name));
        var bucketMs = Bucket.LengthMs((Domain.Metrics.Resolution)query.Resolution);
        foreach (var software in grouping.By == ColumnGrouping.Software ? await SoftwareAsync(cohort, query) : [new SoftwareInfo(request.SoftwareType, request.SoftwareVersion)])
        {
            var found = await ReadAsync(request.Project, name, query with { SoftwareType = software.Type, SoftwareVersion = software.Version }, cancellation);
            if (found.Points.Count > 0 || grouping.By == ColumnGrouping.None)
            {
                var points = shape.ToSeries(found.Points, bucketMs);
                (points.SoftwareType, points.SoftwareVersion) = (software.Type, software.Version);
                points.Group = grouping.By == ColumnGrouping.Cohort ? name : "";
                answer.Series.Add(points);
            }

            Add(answer, found);
        }
    }

    private Task<SeriesAnswer> ReadAsync(string project, string cohort, SeriesQuery query, CancellationToken cancellation) =>
        ColumnPatience.WithinAsync(token => series.ReadAsync(project, cohort, query, token), cancellation);

    private static void Add(QueryMetricsResponse answer, SeriesAnswer found)
    {
        answer.Reports += found.Reports;
        answer.Devices += found.Devices;
        answer.StaleBuckets = Math.Max(answer.StaleBuckets, found.StaleBuckets);
        answer.OutOfRange += found.OutOfRange;
        answer.OtherRangeBuckets += found.OtherRange.Count;
        answer.RecountedBuckets += found.Recounted;
    }

    private static async Task<IReadOnlyList<SoftwareInfo>> SoftwareAsync(ICohortGrain cohort, SeriesQuery query)
    {
        var all = await cohort.Software(query.Resolution, query.FromMs, query.ToMs);
        return [.. all.Where(s => s.Version.Length > 0)
            .OrderBy(s => s.Type, StringComparer.Ordinal)
            .ThenByDescending(s => s.Version, VersionOrder.Instance)
            .Take(MaxSoftware)];
    }
}
