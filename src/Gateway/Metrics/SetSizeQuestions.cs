using Fleet.Api.V1;
using Fleet.Domain.Metrics;
using Fleet.Gateway.Api;
using Fleet.Gateway.Sets;
using Fleet.Grains.Sets;
using Resolution = Fleet.Api.V1.Resolution;

namespace Fleet.Gateway.Metrics;

/// <summary>Answers how many devices a set had: least, greatest and, weighted by time, mean. Nothing is reported, so nothing else has a meaning.</summary>
internal sealed class SetSizeQuestions(IDeviceSetStore store, DeviceSetQueries sets, TimeProvider time)
{
    private const string Unit = "devices";

    public static bool IsOne(QueryMetricsRequest request) =>
        request.ScopeCase == QueryMetricsRequest.ScopeOneofCase.Set
        && request.Metric.Equals(DeviceSetRules.SizeMetric, StringComparison.OrdinalIgnoreCase);

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT or NOT_FOUND.</exception>
    public async Task<QueryMetricsResponse> AnswerAsync(QueryMetricsRequest request, PointShape shape, CancellationToken cancellation)
    {
        Check(request);
        var (set, _) = await sets.GetAsync(request.Project, request.Set, cancellation);
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        var resolution = request.Resolution == Resolution.Day ? Domain.Metrics.Resolution.Day : Domain.Metrics.Resolution.Hour;
        var range = QueryRange.Aligned(request, resolution, time.GetUtcNow());
        var toMs = Math.Min(range.ToMs, nowMs + 1);
        var hours = await store.SizesAsync(request.Project, set.Definition.Id, range.FromMs, toMs, cancellation);
        var points = SetSizePoints.Of(hours, range.FromMs, toMs, nowMs, at => request.Resolution == Resolution.Range
            ? (range.FromMs, range.ToMs)
            : Bucket.Containing(resolution, at) is var bucket ? (bucket.StartMs, bucket.EndMs) : default);
        var series = new Series();
        series.Points.AddRange(points.Select(shape.Apply));
        return new QueryMetricsResponse
        {
            Metric = new Metric
            {
                Key = DeviceSetRules.SizeMetric,
                Kind = MetricKind.Gauge,
                Unit = Unit,
                FirstSeenTime = TimeRange.Stamp(set.Definition.CreatedAtMs),
            },
            Source = AnswerSource.SetSizes,
            Series = { series },
            ExactQuantiles = true,
        };
    }

    private static void Check(QueryMetricsRequest request)
    {
        if (request.GroupBySoftware || request.GroupBy.Length > 0)
        {
            throw ApiErrors.Invalid("group_by", "the size of a set is one series");
        }

        if (request.SoftwareType.Length + request.SoftwareVersion.Length > 0)
        {
            throw ApiErrors.Invalid("software_version", "does not go with the size of a set");
        }

        if (request.Source is not (AnswerSource.Unspecified or AnswerSource.SetSizes))
        {
            throw ApiErrors.Invalid("source", "sizes of sets come from ANSWER_SOURCE_SET_SIZES only");
        }

        if (request.Resolution == Resolution.Report)
        {
            throw ApiErrors.Invalid("resolution", "the size of a set is in no report");
        }
    }
}
