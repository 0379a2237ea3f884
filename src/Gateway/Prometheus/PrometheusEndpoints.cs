using System.Reflection;
using Fleet.Domain.Prometheus;
using Fleet.Gateway.Api;
using Fleet.Grains.Metrics;

namespace Fleet.Gateway.Prometheus;

/// <summary>Prometheus' HTTP query API below <c>/prometheus</c>, as far as docs/design/prometheus.md says.</summary>
internal static class PrometheusEndpoints
{
    private const string Prefix = "/prometheus";
    private const string LabelName = "name";

    /// <summary>Whose query API this follows, for clients that choose by version what they send.</summary>
    private const string FollowedVersion = "2.42.0";

    /// <summary>For how long back labels and series are looked for when the request does not say: what is kept.</summary>
    private static readonly TimeSpan DiscoverWithin = TimeSpan.FromDays(400);

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Post];

    public static void AddPrometheus(this IServiceCollection services)
    {
        services.AddSingleton<SeriesReads>();
        services.AddSingleton<SampleSource>();
        services.AddSingleton<SeriesDiscovery>();
        services.AddSingleton<PrometheusQueries>();
    }

    /// <summary>All as <see cref="Delegate"/>: filters do not see those of a <see cref="RequestDelegate"/>.</summary>
    public static void MapPrometheus(this IEndpointRouteBuilder app)
    {
        foreach (var prefix in (string[])[Prefix, $"{Prefix}/{{project}}"])
        {
            var api = app.MapGroup($"{prefix}/api/v1").AddEndpointFilter<PrometheusAccess>();
            api.MapMethods("query", Methods, QueryAsync);
            api.MapMethods("query_range", Methods, QueryRangeAsync);
            api.MapMethods("labels", Methods, LabelsAsync);
            api.MapMethods($"label/{{{LabelName}}}/values", [HttpMethods.Get], LabelValuesAsync);
            api.MapMethods("series", Methods, SeriesAsync);
            api.MapMethods("metadata", [HttpMethods.Get], MetadataAsync);
            api.MapMethods("status/buildinfo", [HttpMethods.Get], (Delegate)BuildInfoAsync);
            api.Map("{**rest}", IResult (HttpContext context) => throw PrometheusException.NotFound($"{context.Request.Path} is not part of the API here; see docs/design/prometheus.md"));
        }
    }

    private static async Task QueryAsync(HttpContext context, PrometheusQueries queries, TimeProvider time)
    {
        var parameters = await PrometheusParameters.ReadAsync(context);
        var expression = parameters.Query();
        var grid = EvaluationGrid.At(parameters.Time("time", Now(time)));
        var (value, warnings) = await queries.EvaluateAsync(PrometheusAccess.Project(context), expression, grid, Timeout(parameters), context.RequestAborted);
        await PrometheusAnswer.DataAsync(context, warnings, json => PromValueJson.WriteInstant(json, value, grid));
    }

    private static async Task QueryRangeAsync(HttpContext context, PrometheusQueries queries)
    {
        var parameters = await PrometheusParameters.ReadAsync(context);
        var (start, end) = (parameters.Time("start", null), parameters.Time("end", null));
        var step = parameters.Duration("step", null);
        if (end < start)
        {
            throw PrometheusParameters.Invalid("end", "end timestamp must not be before start time");
        }

        if (step <= 0)
        {
            throw PrometheusParameters.Invalid("step", "zero or negative query resolution step widths are not accepted. Try a positive integer");
        }

        if ((end - start) / step >= PrometheusLimits.MaxPoints)
        {
            throw PrometheusException.BadData($"exceeded maximum resolution of {PrometheusLimits.MaxPoints} points per timeseries. Try decreasing the query resolution (?step=XX)");
        }

        var expression = parameters.Query();
        if (expression.Type is PromType.String or PromType.Range)
        {
            throw PrometheusParameters.Invalid("query", $"invalid expression type {PromText.Quote(PromTypes.NameOf(expression.Type))} for range query, must be Scalar or instant Vector");
        }

        var grid = new EvaluationGrid(start, end, step);
        var (value, warnings) = await queries.EvaluateAsync(PrometheusAccess.Project(context), expression, grid, Timeout(parameters), context.RequestAborted);
        await PrometheusAnswer.DataAsync(context, warnings, json => PromValueJson.WriteRange(json, value, grid));
    }

    private static async Task LabelsAsync(HttpContext context, PrometheusQueries queries)
    {
        var parameters = await PrometheusParameters.ReadAsync(context);
        var (project, matches) = (PrometheusAccess.Project(context), parameters.Matches());
        var (selection, names) = await queries.BoundedAsync(PrometheusLimits.Timeout, async cancellation =>
        {
            var selection = await queries.SelectionAsync(project, cancellation);
            return (selection, SeriesDiscovery.LabelNames(selection, matches).ToList());
        }, context.RequestAborted);
        await ListAsync(context, selection, parameters, names);
    }

    private static async Task LabelValuesAsync(HttpContext context, PrometheusQueries queries, SeriesDiscovery discovery, TimeProvider time)
    {
        var parameters = await PrometheusParameters.ReadAsync(context);
        var (project, matches, range) = (PrometheusAccess.Project(context), parameters.Matches(), Range(parameters, time));
        var label = (string)context.Request.RouteValues[LabelName]!;
        var (selection, values) = await queries.BoundedAsync(PrometheusLimits.Timeout, async cancellation =>
        {
            var selection = await queries.SelectionAsync(project, cancellation);
            return (selection, await discovery.LabelValuesAsync(project, selection, label, matches, range, cancellation));
        }, context.RequestAborted);
        await ListAsync(context, selection, parameters, values);
    }

    private static async Task SeriesAsync(HttpContext context, PrometheusQueries queries, SeriesDiscovery discovery, TimeProvider time)
    {
        var parameters = await PrometheusParameters.ReadAsync(context);
        var (project, matches, range) = (PrometheusAccess.Project(context), parameters.Matches(), Range(parameters, time));
        if (matches.Count == 0)
        {
            throw PrometheusException.BadData("no match[] parameter provided");
        }

        var (selection, series) = await queries.BoundedAsync(PrometheusLimits.Timeout, async cancellation =>
        {
            var selection = await queries.SelectionAsync(project, cancellation);
            return (selection, await discovery.SeriesAsync(project, selection, matches, range, cancellation));
        }, context.RequestAborted);
        var limit = Cut(selection, parameters, series.Count);
        await PrometheusAnswer.DataAsync(context, selection.Warnings, json =>
        {
            json.WriteStartArray();
            foreach (var labels in series.OrderBy(labels => labels.ToString(), StringComparer.Ordinal).Take(limit))
            {
                json.WriteStartObject();
                PromValueJson.WritePairs(json, labels);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private static async Task MetadataAsync(HttpContext context, PrometheusQueries queries)
    {
        var parameters = await PrometheusParameters.ReadAsync(context);
        var naming = await queries.NamingAsync(PrometheusAccess.Project(context));
        var wanted = parameters.Text("metric");
        var names = wanted.Length == 0
            ? naming.All.SelectMany(metric => SeriesName.Levels.SelectMany(level => SeriesName.Stats.Select(stat => new SeriesGroup(metric, level, stat))))
            : SeriesName.TryParse(wanted) is { } name ? naming.Find(name.Stem).Select(metric => new SeriesGroup(metric, name.Level, name.Stat)) : [];
        await PrometheusAnswer.DataAsync(context, [], json =>
        {
            json.WriteStartObject();
            foreach (var same in names.GroupBy(group => group.Name).Take(parameters.Limit("limit")))
            {
                json.WriteStartArray(same.Key);
                foreach (var group in same)
                {
                    json.WriteStartObject();
                    json.WriteString("type"u8, "gauge"u8);
                    json.WriteString("help"u8, MetricHelp.Of(group));
                    json.WriteString("unit"u8, MetricHelp.Unit(group));
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        });
    }

    private static Task BuildInfoAsync(HttpContext context) => PrometheusAnswer.DataAsync(context, [], json =>
    {
        json.WriteStartObject();
        json.WriteString("version"u8, FollowedVersion);
        json.WriteString("revision"u8, $"fleet-{Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion}");
        foreach (var name in (string[])["branch", "buildUser", "buildDate", "goVersion"])
        {
            json.WriteString(name, "");
        }

        json.WriteEndObject();
    });

    private static Task ListAsync(HttpContext context, SeriesSelection selection, PrometheusParameters parameters, IEnumerable<string> values)
    {
        var all = values.Where(value => value.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var limit = Cut(selection, parameters, all.Count);
        return PrometheusAnswer.DataAsync(context, selection.Warnings, json => PrometheusAnswer.WriteTexts(json, all.Take(limit)));
    }

    private static int Cut(SeriesSelection selection, PrometheusParameters parameters, int count)
    {
        var limit = parameters.Limit("limit");
        if (count > limit)
        {
            selection.Warnings.Add($"results truncated due to limit: {limit} of {count}");
        }

        return limit;
    }

    private static TimeRange Range(PrometheusParameters parameters, TimeProvider time)
    {
        var end = parameters.Time("end", Now(time));
        var start = parameters.Time("start", Math.Max(0, end - (long)DiscoverWithin.TotalMilliseconds));
        return start <= end ? new TimeRange(start, end) : throw PrometheusParameters.Invalid("end", "end timestamp must not be before start time");
    }

    private static TimeSpan Timeout(PrometheusParameters parameters)
    {
        var asked = TimeSpan.FromMilliseconds(parameters.Duration("timeout", (long)PrometheusLimits.Timeout.TotalMilliseconds));
        return asked <= TimeSpan.Zero || asked > PrometheusLimits.Timeout ? PrometheusLimits.Timeout : asked;
    }

    private static long Now(TimeProvider time) => time.GetUtcNow().ToUnixTimeMilliseconds();
}
