using Fleet.Api.V1;
using Fleet.Domain.Metrics;
using Fleet.Domain.Releases;
using Fleet.Gateway.Api;
using Fleet.Gateway.Devices;
using Fleet.Grains;
using Fleet.Grains.Cohorts;
using Fleet.Grains.Metrics;
using Fleet.Protocol.Devices;
using Resolution = Fleet.Api.V1.Resolution;
using Scope = Fleet.Api.V1.QueryMetricsRequest.ScopeOneofCase;

namespace Fleet.Gateway.Metrics;

/// <summary>Questions about metrics, for the query API and the pages alike.</summary>
internal sealed class MetricQueries(IGrainFactory grains, DeviceQueries devices, DeviceSeries deviceSeries, TimeProvider time)
{
    /// <summary>Buckets of one series: more than a year of hours.</summary>
    private const int MaxBuckets = 10_000;

    /// <summary>Series of a question that is grouped by software.</summary>
    private const int MaxSoftware = 50;

    private static readonly TimeSpan DefaultHours = TimeSpan.FromHours(24);
    private static readonly TimeSpan DefaultDays = TimeSpan.FromDays(30);

    /// <summary>All metrics of a project, by key.</summary>
    public Task<IReadOnlyList<MetricInfo>> ListAsync(string project) => grains.GetGrain<IMetricCatalogGrain>(GrainKeys.Catalog(project)).List();

    public async Task<QueryMetricsResponse> QueryAsync(QueryMetricsRequest request, CancellationToken cancellation)
    {
        var shape = PointShape.Of(request);
        CheckScope(request);
        var metric = await FindMetricAsync(request);
        var answer = new QueryMetricsResponse { Metric = MetricMessages.Of(metric) };
        if (request.Resolution == Resolution.Report)
        {
            answer.Series.Add(await ByReportAsync(request, metric, shape, cancellation));
            return answer;
        }

        var resolution = request.Resolution == Resolution.Day ? Domain.Metrics.Resolution.Day : Domain.Metrics.Resolution.Hour;
        var range = AlignedRange(request, resolution);
        if (request.ScopeCase == Scope.Serial)
        {
            var device = await devices.FindAsync(request.Project, request.Serial, cancellation);
            var points = await deviceSeries.ByBucketAsync(device, metric.Key, resolution, range, shape.Quantiles, cancellation);
            answer.Series.Add(ToSeries(points, resolution, shape, new SoftwareInfo("", "")));
            return answer;
        }

        var query = new SeriesQuery(
            metric.Id, (int)resolution, range.FromMs, range.ToMs, shape.Quantiles, request.SoftwareType, request.SoftwareVersion);
        if (request.ScopeCase == Scope.Fleet)
        {
            var points = await grains.GetGrain<IFleetGrain>(GrainKeys.Fleet(request.Project)).Query(query);
            answer.Series.Add(ToSeries(points, resolution, shape, new SoftwareInfo("", "")));
            return answer;
        }

        var cohort = grains.GetGrain<ICohortGrain>(GrainKeys.Cohort(request.Project, request.Cohort));
        foreach (var software in await SoftwareOfAsync(request, cohort, query))
        {
            var points = await cohort.Query(query with { SoftwareType = software.Type, SoftwareVersion = software.Version });
            if (points.Count > 0 || !request.GroupBySoftware)
            {
                answer.Series.Add(ToSeries(points, resolution, shape, software));
            }
        }

        return answer;
    }

    private async Task<Series> ByReportAsync(QueryMetricsRequest request, MetricInfo metric, PointShape shape, CancellationToken cancellation)
    {
        if (request.ScopeCase != Scope.Serial)
        {
            throw ApiErrors.Invalid("resolution", "single reports are for one device: give its serial");
        }

        var range = TimeRange.Of(request.StartTime, request.EndTime, DefaultHours, time.GetUtcNow());
        var device = await devices.FindAsync(request.Project, request.Serial, cancellation);
        var series = new Series();
        var points = await deviceSeries.ByReportAsync(device, metric.Key, range, shape.Quantiles, cancellation);
        series.Points.AddRange(points.Select(p => shape.Apply(p.Point, p.EndMs)));
        return series;
    }

    private static async Task<IReadOnlyList<SoftwareInfo>> SoftwareOfAsync(QueryMetricsRequest request, ICohortGrain cohort, SeriesQuery query)
    {
        if (!request.GroupBySoftware)
        {
            return [new SoftwareInfo(request.SoftwareType, request.SoftwareVersion)];
        }

        var all = await cohort.Software(query.Resolution, query.FromMs, query.ToMs);
        return [.. all.Where(s => s.Version.Length > 0)
            .OrderBy(s => s.Type, StringComparer.Ordinal)
            .ThenByDescending(s => s.Version, VersionOrder.Instance)
            .Take(MaxSoftware)];
    }

    private async Task<MetricInfo> FindMetricAsync(QueryMetricsRequest request)
    {
        if (!Protocol.Metrics.KeyTable.IsValidKey(request.Metric))
        {
            throw ApiErrors.Invalid("metric", "must be the key of a metric");
        }

        var metric = await grains.GetGrain<IMetricCatalogGrain>(GrainKeys.Catalog(request.Project)).Find(request.Metric)
            ?? throw ApiErrors.NotFound($"project '{request.Project}' has no metric '{request.Metric}'");
        return metric.ToDefinition().IsNumeric
            ? metric
            : throw ApiErrors.Invalid("metric", $"'{metric.Key}' is of kind {metric.ToDefinition().Kind}, which has no series; see the device's latest values");
    }

    private static void CheckScope(QueryMetricsRequest request)
    {
        switch (request.ScopeCase)
        {
            case Scope.None:
            case Scope.Fleet when !request.Fleet:
                throw ApiErrors.Invalid("scope", "give one of serial, cohort, fleet=true");
            case Scope.Cohort when !DeviceSerial.IsValid(request.Cohort):
                throw ApiErrors.Invalid("cohort", "is not a cohort's name");
        }

        if (request.ScopeCase != Scope.Cohort && (request.GroupBySoftware || request.SoftwareType.Length + request.SoftwareVersion.Length > 0))
        {
            throw ApiErrors.Invalid("software_version", "software goes with cohort only");
        }

        if (request.SoftwareType.Length == 0 != (request.SoftwareVersion.Length == 0))
        {
            throw ApiErrors.Invalid("software_version", "software_type and software_version go together");
        }
    }

    private TimeRange AlignedRange(QueryMetricsRequest request, Domain.Metrics.Resolution resolution)
    {
        var length = resolution == Domain.Metrics.Resolution.Day ? DefaultDays : DefaultHours;
        var range = TimeRange.Of(request.StartTime, request.EndTime, length, time.GetUtcNow());
        var from = Bucket.Containing(resolution, range.FromMs).StartMs;
        return (range.ToMs - from) / Bucket.LengthMs(resolution) <= MaxBuckets
            ? range with { FromMs = from }
            : throw ApiErrors.Invalid("start_time", $"the range holds more than {MaxBuckets} buckets; choose a shorter one or days");
    }

    private static Series ToSeries(
        IReadOnlyList<SeriesPoint> points, Domain.Metrics.Resolution resolution, PointShape shape, SoftwareInfo software)
    {
        var series = new Series { SoftwareType = software.Type, SoftwareVersion = software.Version };
        series.Points.AddRange(points.Select(p => shape.Apply(p, p.StartMs + Bucket.LengthMs(resolution))));
        return series;
    }
}
