using Fleet.Api.V1;
using Fleet.Domain.Metrics;
using Fleet.Gateway.Api;
using Fleet.Gateway.Devices;
using Fleet.Gateway.Sets;
using Fleet.Grains.Columns;
using Fleet.Grains.Metrics;
using Fleet.Grains.Sets;
using Resolution = Fleet.Api.V1.Resolution;
using Scope = Fleet.Api.V1.QueryMetricsRequest.ScopeOneofCase;

namespace Fleet.Gateway.Metrics;

/// <summary>Questions about metrics, for the query API and the pages alike.</summary>
internal sealed class MetricQueries(
    MetricDefinitions definitions,
    DeviceQueries devices,
    DeviceSeries deviceSeries,
    RollupQuestions rollups,
    ColumnQuestions columns,
    DeviceSetQueries sets,
    SetSizeQuestions sizes,
    TimeProvider time)
{
    /// <summary>All metrics of a project, by key.</summary>
    public Task<IReadOnlyList<MetricInfo>> ListAsync(string project) => definitions.ListAsync(project);

    public async Task<QueryMetricsResponse> QueryAsync(QueryMetricsRequest request, CancellationToken cancellation)
    {
        var shape = PointShape.Of(request);
        if (SetSizeQuestions.IsOne(request))
        {
            return await sizes.AnswerAsync(request, shape, cancellation);
        }

        var plan = QueryPlan.Of(request);
        var metric = await FindMetricAsync(request.Project, request.Metric);
        var answer = new QueryMetricsResponse { Metric = MetricMessages.Of(metric), Source = plan.Source };
        var resolution = request.Resolution == Resolution.Day ? Domain.Metrics.Resolution.Day : Domain.Metrics.Resolution.Hour;
        switch (plan.Source)
        {
            case AnswerSource.Reports when request.Resolution == Resolution.Report:
                await ByReportAsync(request, metric, shape, answer, cancellation);
                break;
            case AnswerSource.Reports:
                await ByDeviceAsync(request, metric, resolution, shape, answer, cancellation);
                break;
            case AnswerSource.Rollups:
                var range = QueryRange.Aligned(request, resolution, time.GetUtcNow());
                var query = new SeriesQuery(
                    metric.Stored, (int)resolution, range.FromMs, range.ToMs, shape.Quantiles, request.SoftwareType, request.SoftwareVersion);
                await rollups.AnswerAsync(request, query, plan.Grouping, shape, answer, cancellation);
                break;
            default:
                await columns.AnswerAsync(
                    ColumnQueryOf(request, metric, resolution, shape), plan.Grouping, await FilterOfAsync(request, cancellation), shape, answer, cancellation);
                answer.ExactQuantiles = ColumnQuestions.HasExactQuantiles(metric);
                break;
        }

        return answer;
    }

    /// <summary>The numeric metric of a project with a key.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT or NOT_FOUND.</exception>
    public async Task<MetricInfo> FindMetricAsync(string project, string key)
    {
        var metric = await definitions.GetAsync(project, key);
        return metric.IsNumeric
            ? metric
            : throw ApiErrors.Invalid("metric", $"'{metric.Key}' is of kind {metric.MetricKind}, which has no series; see the device's latest values");
    }

    private async Task ByReportAsync(
        QueryMetricsRequest request, MetricInfo metric, PointShape shape, QueryMetricsResponse answer, CancellationToken cancellation)
    {
        var range = QueryRange.Of(request.StartTime, request.EndTime, time.GetUtcNow());
        var device = await devices.FindAsync(request.Project, request.Serial, cancellation);
        var series = new Series();
        var (points, outOfRange) = await deviceSeries.ByReportAsync(device, metric, range, shape.Quantiles, cancellation);
        series.Points.AddRange(points.Select(p => shape.Apply(p.Point, p.EndMs)));
        answer.Series.Add(series);
        Count(answer, outOfRange);
    }

    private async Task ByDeviceAsync(
        QueryMetricsRequest request,
        MetricInfo metric,
        Domain.Metrics.Resolution resolution,
        PointShape shape,
        QueryMetricsResponse answer,
        CancellationToken cancellation)
    {
        var range = QueryRange.Aligned(request, resolution, time.GetUtcNow());
        var device = await devices.FindAsync(request.Project, request.Serial, cancellation);
        var (points, outOfRange) = await deviceSeries.ByBucketAsync(device, metric, resolution, range, shape.Quantiles, cancellation);
        answer.Series.Add(shape.ToSeries(points, Bucket.LengthMs(resolution)));
        Count(answer, outOfRange);
    }

    private static void Count(QueryMetricsResponse answer, long outOfRange)
    {
        answer.OutOfRange = outOfRange;
        answer.Reports = answer.Series[0].Points.Sum(p => p.Reports);
        answer.Devices = answer.Reports > 0 ? 1 : 0;
    }

    private ColumnQuery ColumnQueryOf(QueryMetricsRequest request, MetricInfo metric, Domain.Metrics.Resolution resolution, PointShape shape)
    {
        var isWhole = request.Resolution == Resolution.Range;
        var range = isWhole
            ? QueryRange.Of(request.StartTime, request.EndTime, time.GetUtcNow())
            : QueryRange.WithWholeBuckets(QueryRange.Aligned(request, resolution, time.GetUtcNow()), resolution);
        return new ColumnQuery
        {
            Project = request.Project,
            MetricId = metric.Id,
            FromMs = range.FromMs,
            ToMs = range.ToMs,
            StepMs = isWhole ? 0 : Bucket.LengthMs(resolution),
            Cohort = request.ScopeCase == Scope.Cohort ? request.Cohort : null,
            Software = request.SoftwareVersion.Length > 0 ? new SoftwareKey(request.SoftwareType, request.SoftwareVersion) : null,
            Quantiles = shape.Quantiles,
            Bounds = shape.HasBounds,
        }.About(metric.Stored);
    }

    private async Task<string> FilterOfAsync(QueryMetricsRequest request, CancellationToken cancellation) => request.ScopeCase switch
    {
        Scope.Filter => request.Filter,
        Scope.Set => (await sets.GetAsync(request.Project, request.Set, cancellation)).Set.Definition.Filter,
        Scope.Serial => $"serial = \"{request.Serial}\"",
        _ => "",
    };
}
