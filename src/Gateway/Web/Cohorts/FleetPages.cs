using Fleet.Api.V1;
using Fleet.Domain.Metrics;
using Fleet.Gateway.Api;
using Fleet.Gateway.Devices;
using Fleet.Gateway.Metrics;
using Fleet.Gateway.Vitals;
using Fleet.Gateway.Web.Charts;
using Fleet.Gateway.Web.Session;
using Fleet.Grains.Metrics;
using Microsoft.AspNetCore.Http.HttpResults;
using Resolution = Fleet.Domain.Metrics.Resolution;

namespace Fleet.Gateway.Web.Cohorts;

/// <summary>One metric over the whole fleet, or a cohort of it.</summary>
internal static class FleetPages
{
    private const string Path = "/fleet";
    private const string HourName = "hour";
    private const string DayName = "day";

    /// <summary>What a new user sees first, when there is such a metric.</summary>
    private static readonly string[] Favourites = ["cpu_usage_pct", "memory_pct", "battery_soc_pct"];

    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet(Path, PageAsync);

    private static async Task<RazorComponentResult> PageAsync(
        HttpContext context,
        MetricQueries metrics,
        VitalQueries vitals,
        DeviceQueries devices,
        TimeProvider time,
        string metric = "",
        string cohort = "",
        string resolution = "",
        string range = "")
    {
        var project = SignedIn.Project(context);
        var numeric = (await metrics.ListAsync(project)).Where(m => m.IsNumeric).ToList();
        var chosenRange = FleetRange.Of(range);
        var length = resolution switch { HourName => Resolution.Hour, DayName => Resolution.Day, _ => chosenRange.Usual };
        var chosen = Choose(numeric, metric);
        var (fromMs, toMs) = Extent(chosenRange, length, time.GetUtcNow());
        var (points, outOfRange) = chosen is null ? ([], 0) : await QueryAsync(metrics, project, chosen.Key, cohort, length, fromMs, toMs, context.RequestAborted);
        var cohorts = await devices.CohortsAsync(project, context.RequestAborted);
        return new RazorComponentResult<FleetPage>(new
        {
            Project = project,
            Metrics = numeric,
            Metric = chosen,
            Cohort = cohort,
            Cohorts = cohorts,
            Resolution = length,
            Range = chosenRange,
            Points = points,
            OutOfRange = outOfRange,
            Vitals = chosen is null ? null : await VitalsAsync(vitals, project, cohort, context.RequestAborted),
            Chart = new PercentileChart(chosen?.Key ?? "", chosen?.Unit ?? "", fromMs, toMs, [.. points.Select(ToChartPoint)]),
        });
    }

    private static MetricInfo? Choose(List<MetricInfo> metrics, string key) =>
        metrics.Find(m => m.Names.Contains(key))
        ?? Favourites.Select(f => metrics.Find(m => m.Key == f)).FirstOrDefault(m => m is not null)
        ?? metrics.FirstOrDefault();

    private static async Task<(IReadOnlyList<Point> Points, long OutOfRange)> QueryAsync(
        MetricQueries metrics, string project, string metric, string cohort, Resolution resolution, long fromMs, long toMs, CancellationToken cancellation)
    {
        var request = new QueryMetricsRequest
        {
            Project = project,
            Metric = metric,
            Resolution = resolution == Resolution.Day ? Fleet.Api.V1.Resolution.Day : Fleet.Api.V1.Resolution.Hour,
            StartTime = TimeRange.Stamp(fromMs),
            EndTime = TimeRange.Stamp(toMs),
            Aggregations = { Aggregation.Count, Aggregation.Sum, Aggregation.Min, Aggregation.Max, Aggregation.Mean },
            Quantiles = { PercentilePoint.Standard },
        };
        if (cohort.Length > 0)
        {
            request.Cohort = cohort;
        }
        else
        {
            request.Fleet = true;
        }

        var answer = await metrics.QueryAsync(request, cancellation);
        return (answer.Series.Count == 0 ? [] : answer.Series[0].Points, answer.OutOfRange);
    }

    private static async Task<VitalsRow> VitalsAsync(VitalQueries vitals, string project, string cohort, CancellationToken cancellation)
    {
        var request = new QueryVitalsRequest { Project = project };
        if (cohort.Length > 0)
        {
            request.Cohort = cohort;
        }

        return (await vitals.QueryAsync(request, cancellation)).Rows[0];
    }

    /// <summary>Whole buckets up to the one that is still open.</summary>
    private static (long FromMs, long ToMs) Extent(FleetRange range, Resolution resolution, DateTimeOffset now)
    {
        var end = Bucket.Containing(resolution, now.ToUnixTimeMilliseconds()).EndMs;
        return (end - (long)range.Length.TotalMilliseconds, end);
    }

    private static PercentilePoint ToChartPoint(Point point) => new(
        point.StartTime.ToDateTimeOffset().ToUnixTimeMilliseconds(),
        point.EndTime.ToDateTimeOffset().ToUnixTimeMilliseconds(),
        [.. point.Quantiles.Select(q => q.Value)],
        point.Population);
}
