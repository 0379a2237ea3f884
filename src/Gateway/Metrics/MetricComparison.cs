using Fleet.Api.V1;
using Fleet.Domain.Metrics;
using Fleet.Gateway.Api;
using Fleet.Grains.Columns;
using Fleet.Grains.Metrics;
using Grpc.Core;
using Resolution = Fleet.Api.V1.Resolution;

namespace Fleet.Gateway.Metrics;

/// <summary>One metric of several selections, side by side, and whether they differ by more than chance.</summary>
internal sealed class MetricComparison(MetricQueries metrics, ColumnQuestions columns, TimeProvider time)
{
    /// <summary>Buckets of one answer, each with a value for every selection: six weeks of hours.</summary>
    private const int MaxBuckets = 1_000;

    public async Task<CompareMetricsResponse> CompareAsync(CompareMetricsRequest request, CancellationToken cancellation)
    {
        ComparedSelections.Check(request.Selections);
        var number = ComparedNumber.Of(request.By);
        var (range, stepMs) = RangeOf(request);
        var metric = await metrics.FindMetricAsync(request.Project, request.Metric);
        var answer = new CompareMetricsResponse { Metric = MetricMessages.Of(metric), Source = AnswerSource.Columns };
        var samples = new List<(IReadOnlyList<SeriesPoint> Points, DeviceMeans Means)>();
        for (var i = 0; i < request.Selections.Count; i++)
        {
            var selection = request.Selections[i];
            var query = new ColumnQuery
            {
                Project = request.Project,
                MetricId = metric.Id,
                FromMs = range.FromMs,
                ToMs = range.ToMs,
                StepMs = stepMs,
                Cohort = selection.Cohort.Length > 0 ? selection.Cohort : null,
                Software = selection.SoftwareVersion.Length > 0 ? new SoftwareKey(selection.SoftwareType, selection.SoftwareVersion) : null,
            }.About(metric.Stored);
            var (found, means) = await SampleAsync(query, selection.Filter, i, cancellation);
            var points = found.Series.Count > 0 ? found.Series[0].Points : [];
            answer.Selections.Add(Summary(selection.Name, found, points, means, number));
            samples.Add((points, means));
        }

        answer.Points.AddRange(Align(samples.ConvertAll(s => s.Points), range, stepMs, number));
        answer.Differences.AddRange(request.Selections.Skip(1).Select((other, i) =>
            Difference(request.Selections[0].Name, samples[0].Means, other.Name, samples[i + 1].Means)));
        return answer;
    }

    private async Task<(ColumnAnswer Answer, DeviceMeans Means)> SampleAsync(ColumnQuery query, string filter, int place, CancellationToken cancellation)
    {
        try
        {
            return await columns.SampleAsync(query, filter, cancellation);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.InvalidArgument)
        {
            // Which of them: the text begins with the field as a question with one filter has it.
            throw ApiErrors.Invalid($"selections[{place}].{e.Status.Detail}");
        }
    }

    /// <returns>The range, and the length of its points; 0 for the whole range.</returns>
    private (TimeRange Range, long StepMs) RangeOf(CompareMetricsRequest request)
    {
        var now = time.GetUtcNow();
        switch (request.Resolution)
        {
            case Resolution.Range:
                return (QueryRange.Of(request.StartTime, request.EndTime, now), 0);
            case Resolution.Report:
                throw ApiErrors.Invalid("resolution", "single reports cannot be aligned; give hours, days or the range");
            default:
                var length = request.Resolution == Resolution.Day ? Domain.Metrics.Resolution.Day : Domain.Metrics.Resolution.Hour;
                var range = QueryRange.Aligned(request.StartTime, request.EndTime, length, MaxBuckets, now);
                return (QueryRange.WithWholeBuckets(range, length), Bucket.LengthMs(length));
        }
    }

    private static SelectionSummary Summary(
        string name, ColumnAnswer found, IReadOnlyList<SeriesPoint> points, DeviceMeans means, ComparedNumber number)
    {
        var summary = new SelectionSummary { Name = name, Reports = found.Reports, Devices = found.Devices, OutOfRange = found.OutOfRange };
        if (points.Count > 0)
        {
            summary.Value = number.Of(points);
            summary.DeviceMean = means.Mean;
            if (number.IsAbsolute)
            {
                summary.NormalizedValue = PointShape.PerThousand(summary.Value, found.Devices);
            }
        }

        if (means.Devices > 1)
        {
            summary.DeviceDeviation = Math.Sqrt(means.Variance);
        }

        return summary;
    }

    private static IEnumerable<ComparedPoint> Align(
        IReadOnlyList<IReadOnlyList<SeriesPoint>> selections, TimeRange range, long stepMs, ComparedNumber number)
    {
        var byStart = selections.Select(points => points.ToDictionary(p => p.StartMs)).ToList();
        var step = stepMs == 0 ? Math.Max(1, range.ToMs - range.FromMs) : stepMs;
        for (var start = range.FromMs; start < range.ToMs; start += step)
        {
            var aligned = new ComparedPoint { StartTime = TimeRange.Stamp(start), EndTime = TimeRange.Stamp(start + step) };
            aligned.Values.AddRange(byStart.Select(points => ValueOf(points.GetValueOrDefault(start), number)));
            yield return aligned;
        }
    }

    private static ComparedValue ValueOf(SeriesPoint? point, ComparedNumber number)
    {
        if (point is null)
        {
            return new ComparedValue();
        }

        var value = new ComparedValue { Population = point.Population, Reports = point.Reports, Value = number.Of([point]) };
        if (number.IsAbsolute)
        {
            value.NormalizedValue = PointShape.PerThousand(value.Value, point.Population);
        }

        return value;
    }

    private static SelectionDifference Difference(string baselineName, DeviceMeans baseline, string name, DeviceMeans sample)
    {
        var found = MeanDifference.Of(baseline, sample);
        var difference = new SelectionDifference
        {
            Baseline = baselineName,
            Selection = name,
            Verdict = found.Verdict switch
            {
                Domain.Metrics.ComparisonVerdict.TooFewDevices => Fleet.Api.V1.ComparisonVerdict.TooFewDevices,
                Domain.Metrics.ComparisonVerdict.CouldBeChance => Fleet.Api.V1.ComparisonVerdict.CouldBeChance,
                Domain.Metrics.ComparisonVerdict.Higher => Fleet.Api.V1.ComparisonVerdict.Higher,
                Domain.Metrics.ComparisonVerdict.Lower => Fleet.Api.V1.ComparisonVerdict.Lower,
                _ => throw new InvalidOperationException($"no such verdict: {found.Verdict}"),
            },
        };
        if (baseline.Devices > 0 && sample.Devices > 0)
        {
            difference.Difference = found.Difference;
        }

        if (found.Verdict != Domain.Metrics.ComparisonVerdict.TooFewDevices)
        {
            (difference.Low, difference.High) = (found.Low, found.High);
        }

        return difference;
    }
}
