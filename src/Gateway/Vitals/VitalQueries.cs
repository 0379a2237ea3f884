using Fleet.Api.V1;
using Fleet.Domain.Metrics;
using Fleet.Domain.Vitals;
using Fleet.Gateway.Api;
using Fleet.Gateway.Metrics;
using Fleet.Grains.Columns;
using Fleet.Grains.Metrics;
using Fleet.Protocol.Devices;
using Resolution = Fleet.Api.V1.Resolution;
using Scope = Fleet.Api.V1.QueryVitalsRequest.ScopeOneofCase;

namespace Fleet.Gateway.Vitals;

/// <summary>
/// How well devices do. Ratios are sums over the reports that carry both of their metrics, so that a device that does not know one of them (whether it crashed,
/// what its battery does) is left out and not counted as the worst; only column files know which reports those are.
/// </summary>
internal sealed class VitalQueries(MetricQueries metrics, ColumnQuestions columns, TimeProvider time)
{
    /// <summary>Days of one answer.</summary>
    private const int MaxDays = 400;

    private const string Hours = "operational_hours";
    private const string Crashes = "operational_crashes";

    private static readonly TimeSpan DefaultRange = TimeSpan.FromDays(7);

    /// <summary>Each vital that is made of two sums, with its metrics.</summary>
    private static readonly (VitalKind Kind, string First, string Second, Func<double, double, double?> Formula)[] Pairs =
    [
        (VitalKind.CrashFreeHours, "operational_crashfree_hours", Hours, VitalFormulas.Ratio),
        (VitalKind.BatteryLife, "battery_soc_pct_drop", "battery_discharge_ms", VitalFormulas.BatteryLifeHours),
        (VitalKind.SyncSuccess, "sync_successful", "sync_failure", static (good, bad) => VitalFormulas.Ratio(good, good + bad)),
        (VitalKind.ConnectedTime, "connectivity_connected_ms", "connectivity_expected_ms", VitalFormulas.Ratio),
    ];

    private static readonly string[] AllKeys = [.. Pairs.SelectMany(pair => new[] { pair.First, pair.Second }).Append(Hours).Append(Crashes).Distinct()];

    public async Task<QueryVitalsResponse> QueryAsync(QueryVitalsRequest request, CancellationToken cancellation)
    {
        var query = QueryOf(request);
        var filter = request.ScopeCase == Scope.Filter ? request.Filter : "";
        var known = (await metrics.ListAsync(request.Project)).Where(m => m.IsNumeric)
            .SelectMany(m => m.Names.Select(name => (Name: name, m.Stored)))
            .ToDictionary(m => m.Name, m => m.Stored, StringComparer.Ordinal);
        var rows = new VitalRows(query);
        foreach (var (kind, first, second, formula) in Pairs)
        {
            if (known.TryGetValue(first, out var metric) && known.TryGetValue(second, out var other))
            {
                foreach (var sums in await columns.PairAsync(query.About(metric), other, filter, cancellation))
                {
                    rows.Set(sums.Group, sums.Version, sums.StartMs, kind, formula(sums.First, sums.Second), sums.Devices);
                }
            }
        }

        if (known.TryGetValue(Crashes, out var crashes))
        {
            foreach (var count in await columns.CountDevicesAsync(query.About(crashes), filter, cancellation))
            {
                var value = VitalFormulas.CrashFreeDevices(count.Positive, count.Devices);
                rows.Set(count.Group, count.Version, count.StartMs, VitalKind.CrashFreeDevices, value, count.Devices);
            }
        }

        if (known.ContainsKey(Hours))
        {
            await AddHoursAsync(request, query, rows, cancellation);
        }

        var answer = rows.ToAnswer();
        foreach (var metric in known.Where(m => AllKeys.Contains(m.Key) && !m.Value.Range.IsAny))
        {
            answer.OutOfRange += (await columns.RankAsync(query.About(metric.Value), filter, cancellation)).OutOfRange;
        }

        return answer;
    }

    /// <summary>A sum: from rollups where they have it.</summary>
    private async Task AddHoursAsync(QueryVitalsRequest request, ColumnQuery query, VitalRows rows, CancellationToken cancellation)
    {
        var question = new QueryMetricsRequest
        {
            Project = request.Project,
            Metric = Hours,
            Resolution = query.StepMs == 0 ? Resolution.Range : Resolution.Day,
            StartTime = TimeRange.Stamp(query.FromMs),
            EndTime = TimeRange.Stamp(query.ToMs),
            GroupBy = request.GroupBy,
            Aggregations = { Aggregation.Sum },
        };
        switch (request.ScopeCase)
        {
            case Scope.Cohort:
                question.Cohort = request.Cohort;
                break;
            case Scope.Filter:
                question.Filter = request.Filter;
                break;
            default:
                question.Fleet = true;
                break;
        }

        if (query.Grouping == ColumnGrouping.Software)
        {
            // Rollups answer for the newest versions only.
            question.Source = AnswerSource.Columns;
        }

        foreach (var series in (await metrics.QueryAsync(question, cancellation)).Series)
        {
            var group = query.Grouping == ColumnGrouping.Software ? series.SoftwareType : series.Group;
            foreach (var point in series.Points)
            {
                rows.Set(
                    group, series.SoftwareVersion, TimeRange.Milliseconds(point.StartTime, "start_time"), VitalKind.OperationalHours, point.Sum, point.Population);
            }
        }
    }

    /// <summary>Everything but the metric.</summary>
    private ColumnQuery QueryOf(QueryVitalsRequest request)
    {
        if (request.ScopeCase == Scope.Cohort && !DeviceSerial.IsValid(request.Cohort))
        {
            throw ApiErrors.Invalid("cohort", "is not a cohort's name");
        }

        var grouping = request.GroupBy switch
        {
            "" => ColumnGrouping.None,
            "cohort" => ColumnGrouping.Cohort,
            "software" => ColumnGrouping.Software,
            _ => throw ApiErrors.Invalid("group_by", $"'{request.GroupBy}' is none of cohort, software"),
        };
        var (range, stepMs) = RangeOf(request);
        return new ColumnQuery
        {
            Project = request.Project,
            MetricId = 0,
            FromMs = range.FromMs,
            ToMs = range.ToMs,
            StepMs = stepMs,
            Cohort = request.ScopeCase == Scope.Cohort ? request.Cohort : null,
            Grouping = grouping,
        };
    }

    private (TimeRange Range, long StepMs) RangeOf(QueryVitalsRequest request)
    {
        var range = TimeRange.Of(request.StartTime, request.EndTime, DefaultRange, time.GetUtcNow());
        switch (request.Resolution)
        {
            case Resolution.Unspecified or Resolution.Range:
                return (range, 0);
            case Resolution.Day:
                var day = Bucket.LengthMs(Domain.Metrics.Resolution.Day);
                range = QueryRange.WithWholeBuckets(range with { FromMs = range.FromMs / day * day }, Domain.Metrics.Resolution.Day);
                return (range.ToMs - range.FromMs) / day <= MaxDays
                    ? (range, day)
                    : throw ApiErrors.Invalid("start_time", $"the range holds more than {MaxDays} days; choose a shorter one or the range as one period");
            default:
                throw ApiErrors.Invalid("resolution", "vitals are by day, or of the whole range");
        }
    }
}
