using Fleet.Api.V1;
using Fleet.Domain.Metrics;
using Fleet.Gateway.Api;
using Fleet.Gateway.Devices;
using Fleet.Gateway.Sets;
using Fleet.Grains;
using Fleet.Grains.Columns;
using Fleet.Grains.Metrics;
using Fleet.Grains.Sets;
using Resolution = Fleet.Api.V1.Resolution;
using Scope = Fleet.Api.V1.QueryMetricsRequest.ScopeOneofCase;

namespace Fleet.Gateway.Metrics;

/// <summary>Questions about metrics, for the query API and the pages alike.</summary>
internal sealed class MetricQueries(
    IGrainFactory grains,
    DeviceQueries devices,
    DeviceSeries deviceSeries,
    RollupQuestions rollups,
    ColumnQuestions columns,
    DeviceSetQueries sets,
    SetSizeQuestions sizes,
    TimeProvider time)
{
    /// <summary>All metrics of a project, by key.</summary>
    public Task<IReadOnlyList<MetricInfo>> ListAsync(string project) => grains.GetGrain<IMetricCatalogGrain>(GrainKeys.Catalog(project)).List();

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
                    metric.Id, (int)resolution, range.FromMs, range.ToMs, shape.Quantiles, request.SoftwareType, request.SoftwareVersion);
                await rollups.AnswerAsync(request, query, plan.Grouping, shape, answer, cancellation);
                break;
            default:
                await columns.AnswerAsync(
                    ColumnQueryOf(request, metric, resolution, shape), plan.Grouping, await FilterOfAsync(request, cancellation), shape, answer, cancellation);
                answer.ExactQuantiles = ColumnQuestions.HasExactQuantiles(metric.ToDefinition().Kind);
                break;
        }

        return answer;
    }

    /// <summary>The numeric metric of a project with a key.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT or NOT_FOUND.</exception>
    public async Task<MetricInfo> FindMetricAsync(string project, string key)
    {
        var metric = await GetAsync(project, key);
        return metric.ToDefinition().IsNumeric
            ? metric
            : throw ApiErrors.Invalid("metric", $"'{metric.Key}' is of kind {metric.ToDefinition().Kind}, which has no series; see the device's latest values");
    }

    /// <summary>The metric of a project with a key, of any kind.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT or NOT_FOUND.</exception>
    public async Task<MetricInfo> GetAsync(string project, string key) =>
        await CatalogOf(project, key).Find(key) ?? throw ApiErrors.NotFound($"project '{project}' has no metric '{key}'");

    /// <summary>Changes what is given.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT or NOT_FOUND.</exception>
    public async Task<MetricInfo> DescribeAsync(UpdateMetricRequest request)
    {
        try
        {
            return await CatalogOf(request.Project, request.Metric).Describe(
                request.Metric,
                request.HasDisplayName ? request.DisplayName : null,
                request.HasDescription ? request.Description : null,
                request.HasUnit ? request.Unit : null) ?? throw ApiErrors.NotFound($"project '{request.Project}' has no metric '{request.Metric}'");
        }
        catch (ArgumentException e)
        {
            throw ApiErrors.Invalid(e.Message);
        }
    }

    private IMetricCatalogGrain CatalogOf(string project, string key) => Protocol.Metrics.KeyTable.IsValidKey(key)
        ? grains.GetGrain<IMetricCatalogGrain>(GrainKeys.Catalog(project))
        : throw ApiErrors.Invalid("metric", "must be the key of a metric");

    private async Task ByReportAsync(
        QueryMetricsRequest request, MetricInfo metric, PointShape shape, QueryMetricsResponse answer, CancellationToken cancellation)
    {
        var range = QueryRange.Of(request.StartTime, request.EndTime, time.GetUtcNow());
        var device = await devices.FindAsync(request.Project, request.Serial, cancellation);
        var series = new Series();
        var points = await deviceSeries.ByReportAsync(device, metric.Key, range, shape.Quantiles, cancellation);
        series.Points.AddRange(points.Select(p => shape.Apply(p.Point, p.EndMs)));
        answer.Series.Add(series);
        Count(answer);
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
        var points = await deviceSeries.ByBucketAsync(device, metric.Key, resolution, range, shape.Quantiles, cancellation);
        answer.Series.Add(shape.ToSeries(points, Bucket.LengthMs(resolution)));
        Count(answer);
    }

    private static void Count(QueryMetricsResponse answer)
    {
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
        };
    }

    private async Task<string> FilterOfAsync(QueryMetricsRequest request, CancellationToken cancellation) => request.ScopeCase switch
    {
        Scope.Filter => request.Filter,
        Scope.Set => (await sets.GetAsync(request.Project, request.Set, cancellation)).Set.Definition.Filter,
        Scope.Serial => $"serial = \"{request.Serial}\"",
        _ => "",
    };
}
