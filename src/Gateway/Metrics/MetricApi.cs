using Fleet.Api.V1;
using Fleet.Gateway.Api;
using Fleet.Gateway.Vitals;
using Grpc.Core;

namespace Fleet.Gateway.Metrics;

/// <summary><c>fleet.v1.MetricService</c>.</summary>
internal sealed class MetricApi(
    MetricDefinitions definitions, MetricQueries queries, MetricSpread spread, MetricComparison comparison, VitalQueries vitals)
    : MetricService.MetricServiceBase
{
    private const int DefaultPage = 1000;
    private const int MaxPage = 20_000;

    public override async Task<ListMetricsResponse> ListMetrics(ListMetricsRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        var size = PageSize.Of(request.PageSize, DefaultPage, MaxPage);
        var after = request.PageToken.Length == 0 ? "" : PageToken.ReadText(request.PageToken);
        var all = await definitions.ListAsync(request.Project);
        var guard = await definitions.GuardAsync(request.Project);
        var matching = all.Where(m => m.Names.Any(name => name.StartsWith(request.KeyPrefix, StringComparison.OrdinalIgnoreCase))).ToList();
        var rest = matching.Where(m => string.CompareOrdinal(m.Key, after) > 0).ToList();
        var answer = new ListMetricsResponse { TotalSize = matching.Count, Used = guard.Used, Limit = guard.Limit, Refused = guard.Refused };
        answer.Metrics.AddRange(rest.Take(size).Select(MetricMessages.Of));
        if (rest.Count > size)
        {
            answer.NextPageToken = PageToken.Write(rest[size - 1].Key);
        }

        return answer;
    }

    public override async Task<GetMetricResponse> GetMetric(GetMetricRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return new GetMetricResponse { Metric = MetricMessages.Of(await definitions.GetAsync(request.Project, request.Metric)) };
    }

    public override async Task<UpdateMetricResponse> UpdateMetric(UpdateMetricRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return new UpdateMetricResponse { Metric = MetricMessages.Of(await definitions.ChangeAsync(request)) };
    }

    public override async Task<RenameMetricResponse> RenameMetric(RenameMetricRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return new RenameMetricResponse { Metric = MetricMessages.Of(await definitions.RenameAsync(request)) };
    }

    public override async Task<GetMetricLimitResponse> GetMetricLimit(GetMetricLimitRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return new GetMetricLimitResponse { Limit = MetricMessages.Of(await definitions.GuardAsync(request.Project)) };
    }

    public override async Task<UpdateMetricLimitResponse> UpdateMetricLimit(UpdateMetricLimitRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return new UpdateMetricLimitResponse { Limit = MetricMessages.Of(await definitions.SetLimitAsync(request.Project, request.Limit)) };
    }

    public override Task<QueryMetricsResponse> QueryMetrics(QueryMetricsRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return queries.QueryAsync(request, context.CancellationToken);
    }

    public override Task<RankDevicesResponse> RankDevices(RankDevicesRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return spread.RankAsync(request, context.CancellationToken);
    }

    public override Task<QueryHistogramResponse> QueryHistogram(QueryHistogramRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return spread.HistogramAsync(request, context.CancellationToken);
    }

    public override Task<CompareMetricsResponse> CompareMetrics(CompareMetricsRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return comparison.CompareAsync(request, context.CancellationToken);
    }

    public override Task<QueryVitalsResponse> QueryVitals(QueryVitalsRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return vitals.QueryAsync(request, context.CancellationToken);
    }
}
