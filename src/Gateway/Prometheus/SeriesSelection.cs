using System.Globalization;
using Fleet.Domain.Metrics;
using Fleet.Domain.Prometheus;
using Fleet.Gateway.Devices;
using Fleet.Grains;
using Fleet.Grains.Cohorts;
using Fleet.Grains.Devices;
using Fleet.Grains.Metrics;
using Fleet.Protocol.Devices;

namespace Fleet.Gateway.Prometheus;

/// <summary>
/// Which series there are for selectors, of one project and for one request: names are looked up in the catalog, cohorts and software asked
/// for once. Whether a series has samples is not known before it is read.
/// </summary>
internal sealed class SeriesSelection(string project, MetricNaming naming, IGrainFactory grains, DeviceQueries devices, CancellationToken cancellation)
{
    /// <summary>Quantiles of a selector that does not fix any.</summary>
    private static readonly string[] StandardQuantiles = ["0.01", "0.05", "0.5", "0.95", "0.99"];

    private readonly Dictionary<(string Cohort, Resolution Resolution, long FromMs, long ToMs), IReadOnlyList<SoftwareInfo>> _software = [];
    private IReadOnlyList<string>? _cohorts;

    /// <summary>What the answer should be read with.</summary>
    public SortedSet<string> Warnings { get; } = new(StringComparer.Ordinal);

    /// <summary>The groups in which a selector may find series.</summary>
    public IEnumerable<SeriesGroup> Groups(SelectorExpression selector)
    {
        if (selector.Name is { } fixedName)
        {
            return SeriesName.TryParse(fixedName) is { } name
                ? naming.Find(name.Stem).Select(metric => new SeriesGroup(metric, name.Level, name.Stat)).Where(group => group.MayMatch(selector))
                : [];
        }

        return naming.All
            .SelectMany(metric => SeriesName.Levels.SelectMany(level => SeriesName.Stats.Select(stat => new SeriesGroup(metric, level, stat))))
            .Where(group => group.MayMatch(selector));
    }

    /// <summary>The series of a selector.</summary>
    /// <param name="selector">Its range and offset have no meaning here.</param>
    /// <param name="resolution">Of the buckets.</param>
    /// <param name="fromMs">Software is that of buckets that start from here on.</param>
    /// <param name="toMs">And before here.</param>
    /// <exception cref="PrometheusException">It names too many, or devices without saying which.</exception>
    public async Task<IReadOnlyList<SelectedSeries>> SelectAsync(SelectorExpression selector, Resolution resolution, long fromMs, long toMs)
    {
        var found = new List<SelectedSeries>();
        var groups = Groups(selector).ToList();
        WarnOfSharedNames(groups);
        foreach (var group in groups)
        {
            foreach (var place in await PlacesAsync(group.Level, selector, resolution, fromMs, toMs))
            {
                var source = new SeriesSource(group.Metric.Metric, place, resolution);
                foreach (var quantile in group.Stat == SeriesStat.Quantile ? Quantiles(selector) : [""])
                {
                    var labels = place.Labels(group, quantile);
                    if (selector.Matchers.All(matcher => matcher.Matches(labels[matcher.Label])))
                    {
                        found.Add(new SelectedSeries(labels, source, group.Stat, quantile.Length == 0 ? 0 : Number(quantile)!.Value));
                    }
                }
            }

            if (found.Count > PrometheusLimits.MaxSeries)
            {
                throw PrometheusException.Execution($"{selector} names more than {PrometheusLimits.MaxSeries} series; choose fewer by name, cohort or version");
            }
        }

        return found;
    }

    /// <summary>Of whom a level tells: what matchers rule out is left out.</summary>
    public async Task<IReadOnlyList<SeriesPlace>> PlacesAsync(SeriesLevel level, SelectorExpression selector, Resolution resolution, long fromMs, long toMs)
    {
        switch (level)
        {
            case SeriesLevel.Fleet:
                return [new SeriesPlace(level)];
            case SeriesLevel.Device:
                return [.. Serials(selector).Select(serial => new SeriesPlace(level, Serial: serial))];
        }

        var places = new List<SeriesPlace>();
        foreach (var cohort in await CohortsAsync(selector))
        {
            if (level == SeriesLevel.Cohort)
            {
                places.Add(new SeriesPlace(level, cohort));
                continue;
            }

            var software = await SoftwareAsync(cohort, resolution, fromMs, toMs);
            places.AddRange(software
                .Where(s => Allows(selector, SeriesLabels.SoftwareType, s.Type) && Allows(selector, SeriesLabels.SoftwareVersion, s.Version))
                .Select(s => new SeriesPlace(level, cohort, s.Type, s.Version)));
        }

        return places;
    }

    /// <summary>The quantiles of a selector as texts: those it fixes, else the standard ones.</summary>
    public static IReadOnlyList<string> Quantiles(SelectorExpression selector)
    {
        var wanted = Fixed(selector, SeriesLabels.Quantile)?.Where(text => Number(text) is not null).ToList();
        return wanted is { Count: > PrometheusLimits.MaxQuantiles }
            ? throw PrometheusException.Execution($"{selector} names {wanted.Count} quantiles, at most {PrometheusLimits.MaxQuantiles} allowed")
            : wanted ?? (IReadOnlyList<string>)StandardQuantiles;
    }

    /// <summary>Values that the matchers of a label fix; null when they do not.</summary>
    public static IReadOnlyList<string>? Fixed(SelectorExpression selector, string label) =>
        selector.Matchers.Where(matcher => matcher.Label == label).Select(matcher => matcher.FixedValues).FirstOrDefault(values => values is not null)
            is { } found ? [.. found.Distinct(StringComparer.Ordinal).Where(value => Allows(selector, label, value))] : null;

    public static bool Allows(SelectorExpression selector, string label, string value) =>
        selector.Matchers.All(matcher => matcher.Label != label || matcher.Matches(value));

    private static IReadOnlyList<string> Serials(SelectorExpression selector)
    {
        if (Fixed(selector, SeriesLabels.Serial) is { } serials)
        {
            return serials.Count <= PrometheusLimits.MaxDevices
                ? [.. serials.Where(serial => DeviceSerial.IsValid(serial))]
                : throw PrometheusException.Execution($"{selector} names {serials.Count} devices, at most {PrometheusLimits.MaxDevices} allowed");
        }

        // A name that was written out asks for devices; one that a regular expression happens to match does not.
        return selector.Name is null ? [] : throw PrometheusException.Execution(
            $"{selector}: series of devices are read for serials that the selector fixes: serial=\"a\" or serial=~\"a|b\"");
    }

    private async Task<IReadOnlyList<string>> CohortsAsync(SelectorExpression selector)
    {
        // One that is named may have lost its last device and still has its past.
        if (Fixed(selector, SeriesLabels.Cohort) is { } named)
        {
            return [.. named.Where(cohort => DeviceSerial.IsValid(cohort))];
        }

        _cohorts ??= await devices.CohortsAsync(project, cancellation);
        if (_cohorts.Count == IDeviceDirectory.MaxCohorts)
        {
            Warnings.Add($"only the first {IDeviceDirectory.MaxCohorts} cohorts were looked at; name others with cohort=");
        }

        return [.. _cohorts.Where(cohort => Allows(selector, SeriesLabels.Cohort, cohort))];
    }

    private async Task<IReadOnlyList<SoftwareInfo>> SoftwareAsync(string cohort, Resolution resolution, long fromMs, long toMs)
    {
        var key = (cohort, resolution, fromMs, toMs);
        if (!_software.TryGetValue(key, out var software))
        {
            var all = await grains.GetGrain<ICohortGrain>(GrainKeys.Cohort(project, cohort)).Software((int)resolution, fromMs, toMs).WaitAsync(cancellation);
            _software[key] = software = [.. all.Where(s => s.Version.Length > 0)];
        }

        return software;
    }

    private void WarnOfSharedNames(IEnumerable<SeriesGroup> groups)
    {
        foreach (var same in groups.GroupBy(group => group.Name).Where(same => same.Count() > 1))
        {
            var keys = string.Join(", ", same.Select(group => group.Metric.KeyLabel.Length == 0 ? $"{group.Metric.Metric.Key} (key=\"\")" : $"{group.Metric.Metric.Key} (key=\"{group.Metric.KeyLabel}\")"));
            Warnings.Add($"{same.Key} is the name of several metrics: {keys}; choose one by the label key");
        }
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var q) && q is >= 0 and <= 1 ? q : null;
}
