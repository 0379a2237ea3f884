using Fleet.Domain.Metrics;
using Fleet.Domain.Prometheus;
using Fleet.Gateway.Api;
using Fleet.Grains.Devices;

namespace Fleet.Gateway.Prometheus;

/// <summary>Names, labels and series that there are, for those who build queries.</summary>
internal sealed class SeriesDiscovery(IDeviceDirectory devices, SeriesReads reads)
{
    private static readonly SelectorExpression Everything = new([LabelMatcher.Of(LabelSet.Name, MatchOperator.Matches, ".+")], 0, 0);

    private static readonly long HourlyUpToMs = 2 * Bucket.LengthMs(Resolution.Day);

    /// <summary>Names of the labels of what the selectors may find.</summary>
    public static IEnumerable<string> LabelNames(SeriesSelection selection, IReadOnlyList<SelectorExpression> matches) =>
        GroupsOf(selection, matches)
            .SelectMany(group => group.Labels.Append(LabelSet.Name).Concat(group.Metric.KeyLabel.Length > 0 ? [SeriesLabels.Key] : (string[])[]))
            .Distinct(StringComparer.Ordinal);

    /// <summary>Values of one label among what the selectors may find.</summary>
    public async Task<IEnumerable<string>> LabelValuesAsync(
        string project, SeriesSelection selection, string label, IReadOnlyList<SelectorExpression> matches, TimeRange range, CancellationToken cancellation)
    {
        switch (label)
        {
            case LabelSet.Name:
                return GroupsOf(selection, matches).Select(group => group.Name);
            case SeriesLabels.Key:
                return GroupsOf(selection, matches).Select(group => group.Metric.KeyLabel);
        }

        var values = new List<string>();
        foreach (var selector in matches.DefaultIfEmpty(Everything))
        {
            // Whom there is of a level does not depend on the metric.
            foreach (var level in selection.Groups(selector).Where(group => group.Labels.Contains(label)).Select(group => group.Level).Distinct().ToList())
            {
                values.AddRange(await LabelValuesAsync(project, selection, label, level, selector, range, cancellation));
            }
        }

        return values;
    }

    /// <summary>The series that have a bucket in a range.</summary>
    public async Task<IReadOnlyList<LabelSet>> SeriesAsync(
        string project, SeriesSelection selection, IReadOnlyList<SelectorExpression> matches, TimeRange range, CancellationToken cancellation)
    {
        var resolution = ResolutionOf(range);
        var selected = new List<SelectedSeries>();
        foreach (var selector in matches)
        {
            selected.AddRange(await selection.SelectAsync(selector, resolution, range.FromMs, range.ToMs));
        }

        var sources = selected.Select(series => series.Source).Distinct().ToDictionary(source => source, _ => (double[])[]);
        var buckets = new TimeRange(Bucket.Containing(resolution, range.FromMs).StartMs, range.ToMs);
        var answers = await reads.ReadAsync(project, sources, new Dictionary<Resolution, TimeRange> { [resolution] = buckets }, cancellation);
        return [.. selected.Where(series => answers[series.Source].Points.Count > 0).Select(series => series.Labels).Distinct()];
    }

    private async Task<IEnumerable<string>> LabelValuesAsync(
        string project, SeriesSelection selection, string label, SeriesLevel level, SelectorExpression selector, TimeRange range, CancellationToken cancellation)
    {
        if (label == SeriesLabels.Quantile)
        {
            return SeriesSelection.Quantiles(selector).Where(value => SeriesSelection.Allows(selector, label, value));
        }

        if (label == SeriesLabels.Serial)
        {
            var listed = await devices.ListAsync(project, DeviceQuery.Any, "", PrometheusLimits.MaxListed, cancellation);
            return listed.Select(device => device.Serial).Where(serial => SeriesSelection.Allows(selector, label, serial));
        }

        var places = await selection.PlacesAsync(level, selector, ResolutionOf(range), range.FromMs, range.ToMs);
        return places.Select(place => label switch
        {
            SeriesLabels.Cohort => place.Cohort,
            SeriesLabels.SoftwareType => place.SoftwareType,
            _ => place.SoftwareVersion,
        });
    }

    private static IEnumerable<SeriesGroup> GroupsOf(SeriesSelection selection, IReadOnlyList<SelectorExpression> matches) =>
        matches.DefaultIfEmpty(Everything).SelectMany(selection.Groups);

    private static Resolution ResolutionOf(TimeRange range) => range.ToMs - range.FromMs > HourlyUpToMs ? Resolution.Day : Resolution.Hour;
}
