using Fleet.Api.V1;
using Fleet.Gateway.Api;
using Fleet.Grains.Columns;

namespace Fleet.Gateway.Metrics;

/// <summary>Which devices stand out, and how values are spread.</summary>
internal sealed class MetricSpread(MetricQueries metrics, ColumnQuestions columns, TimeProvider time)
{
    private const int DefaultRanked = 20;
    private const int MaxRanked = 1_000;
    private const int DefaultBins = 20;
    private const int MaxBins = 500;

    public async Task<RankDevicesResponse> RankAsync(RankDevicesRequest request, CancellationToken cancellation)
    {
        var by = request.By switch
        {
            Aggregation.Unspecified or Aggregation.Mean => ColumnStatistic.Mean,
            Aggregation.Sum => ColumnStatistic.Sum,
            Aggregation.Count => ColumnStatistic.Count,
            Aggregation.Min => ColumnStatistic.Min,
            Aggregation.Max => ColumnStatistic.Max,
            var other => throw ApiErrors.Invalid("by", $"{other} is not for ranking; give count, sum, min, max or mean"),
        };
        var limit = Bounded("limit", request.Limit, DefaultRanked, MaxRanked);
        var metric = await metrics.FindMetricAsync(request.Project, request.Metric);
        var range = QueryRange.Of(request.StartTime, request.EndTime, time.GetUtcNow());
        var query = new ColumnQuery
        {
            Project = request.Project,
            MetricId = metric.Id,
            FromMs = range.FromMs,
            ToMs = range.ToMs,
            Grouping = ColumnGrouping.Device,
            Ranking = new ColumnRanking(by, request.Ascending, limit),
        }.About(metric.Stored);
        var found = await columns.RankAsync(query, request.Filter, cancellation);
        var answer = new RankDevicesResponse { Metric = MetricMessages.Of(metric), Reports = found.Reports, TotalDevices = found.Devices, OutOfRange = found.OutOfRange };
        answer.Devices.AddRange(found.Series.Select(s => new RankedDevice
        {
            Serial = s.Group,
            Point = PointShape.Everything.Apply(s.Points[0], range.ToMs),
        }));
        return answer;
    }

    public async Task<QueryHistogramResponse> HistogramAsync(QueryHistogramRequest request, CancellationToken cancellation)
    {
        var bins = new ColumnBins(
            Bounded("bins", request.Bins, DefaultBins, MaxBins),
            request.HasFrom ? Finite("from", request.From) : null,
            request.HasTo ? Finite("to", request.To) : null);
        if (bins.From >= bins.To)
        {
            throw ApiErrors.Invalid("to", "must be above from");
        }

        var metric = await metrics.FindMetricAsync(request.Project, request.Metric);
        var range = QueryRange.Of(request.StartTime, request.EndTime, time.GetUtcNow());
        var query = new ColumnQuery { Project = request.Project, MetricId = metric.Id, FromMs = range.FromMs, ToMs = range.ToMs }.About(metric.Stored);
        var found = await columns.HistogramAsync(query, bins, request.Filter, cancellation);
        var answer = new QueryHistogramResponse
        {
            Metric = MetricMessages.Of(metric),
            Below = found.Below,
            Above = found.Above,
            Reports = found.Reports,
            Devices = found.Devices,
            Exact = found.IsExact,
            OutOfRange = found.OutOfRange,
        };
        answer.Bins.AddRange(found.Counts.Select((count, i) => new HistogramBin { From = found.Edges[i], To = found.Edges[i + 1], Count = count }));
        return answer;
    }

    private static int Bounded(string field, int value, int whenZero, int most) => value switch
    {
        0 => whenZero,
        > 0 when value <= most => value,
        _ => throw ApiErrors.Invalid(field, $"{value} is not from 1 to {most}"),
    };

    private static double Finite(string field, double value) =>
        double.IsFinite(value) ? value : throw ApiErrors.Invalid(field, "must be a number");
}
