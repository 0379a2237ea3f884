using Fleet.Api.V1;
using Fleet.Domain.Metrics;
using Fleet.Domain.Releases;
using Fleet.Gateway.Api;
using Fleet.Gateway.Devices;
using Fleet.Grains.Columns;
using Fleet.Grains.Devices;
using Fleet.Grains.Metrics;
using MetricKind = Fleet.Protocol.Metrics.MetricKind;

namespace Fleet.Gateway.Metrics;

/// <summary>Answers from column files: any devices, any range, exact.</summary>
internal sealed class ColumnQuestions(ColumnReader columns, DeviceQueries devices, IDeviceDirectory directory)
{
    /// <summary>Series of one answer: more than a person can tell apart. For the devices themselves there is the ranking.</summary>
    private const int MaxSeries = 1_000;

    public async Task AnswerAsync(
        ColumnQuery query, QueryGrouping grouping, string filter, PointShape shape, QueryMetricsResponse answer, CancellationToken cancellation)
    {
        var selection = await SelectAsync(query.Project, filter, grouping, cancellation);
        var found = await ColumnPatience.WithinAsync(
            token => columns.QueryAsync(query with { Grouping = grouping.By, Selection = selection }, token), cancellation);
        if (found.Series.Count > MaxSeries)
        {
            throw ApiErrors.Invalid("group_by", $"gives {found.Series.Count} series, at most {MaxSeries} allowed");
        }

        (answer.Reports, answer.Devices, answer.OutOfRange) = (found.Reports, found.Devices, found.OutOfRange);
        foreach (var from in found.Series.OrderBy(s => s.Group, StringComparer.Ordinal).ThenByDescending(s => s.Version, VersionOrder.Instance))
        {
            var series = shape.ToSeries(from.Points, query.StepMs == 0 ? query.ToMs - query.FromMs : query.StepMs);
            if (grouping.By == ColumnGrouping.Software)
            {
                (series.SoftwareType, series.SoftwareVersion) = (from.Group, from.Version);
            }
            else
            {
                series.Group = from.Group;
            }

            answer.Series.Add(series);
        }

        if (answer.Series.Count == 0 && grouping.By == ColumnGrouping.None)
        {
            answer.Series.Add(new Series());
        }
    }

    /// <summary>Points of the devices that match a filter, and a mean for each of these devices.</summary>
    public async Task<(ColumnAnswer Answer, DeviceMeans Means)> SampleAsync(ColumnQuery query, string filter, CancellationToken cancellation)
    {
        var chosen = query with { Selection = await SelectAsync(query.Project, filter, QueryGrouping.None, cancellation) };
        return await ColumnPatience.WithinAsync(
            async token => (await columns.QueryAsync(chosen, token), await columns.DeviceMeansAsync(chosen, token)), cancellation);
    }

    /// <summary>Devices of each group and point, of those that match a filter.</summary>
    public async Task<IReadOnlyList<DeviceCount>> CountDevicesAsync(ColumnQuery query, string filter, CancellationToken cancellation)
    {
        var chosen = query with { Selection = await SelectAsync(query.Project, filter, QueryGrouping.None, cancellation) };
        return await ColumnPatience.WithinAsync(token => columns.CountDevicesAsync(chosen, token), cancellation);
    }

    /// <summary>Sums of the metric and another over the reports that carry both, of devices that match a filter.</summary>
    public async Task<IReadOnlyList<PairedSums>> PairAsync(ColumnQuery query, StoredMetric other, string filter, CancellationToken cancellation)
    {
        var chosen = query with { Selection = await SelectAsync(query.Project, filter, QueryGrouping.None, cancellation) };
        return await ColumnPatience.WithinAsync(token => columns.PairAsync(chosen, other, token), cancellation);
    }

    public async Task<ColumnAnswer> RankAsync(ColumnQuery query, string filter, CancellationToken cancellation)
    {
        var selection = await SelectAsync(query.Project, filter, QueryGrouping.None, cancellation);
        return await ColumnPatience.WithinAsync(token => columns.QueryAsync(query with { Selection = selection }, token), cancellation);
    }

    public async Task<ColumnHistogram> HistogramAsync(ColumnQuery query, ColumnBins bins, string filter, CancellationToken cancellation)
    {
        var selection = await SelectAsync(query.Project, filter, QueryGrouping.None, cancellation);
        return await ColumnPatience.WithinAsync(token => columns.HistogramAsync(query with { Selection = selection }, bins, token), cancellation);
    }

    /// <summary>Whether quantiles of a metric are values that were reported: whatever it is said to be, no device sent it as a distribution.</summary>
    public static bool HasExactQuantiles(MetricInfo metric) =>
        metric.MetricKind is not (MetricKind.Histogram or MetricKind.Timer) && (metric.SentKinds & ((1 << (int)MetricKind.Histogram) | (1 << (int)MetricKind.Timer))) == 0;

    /// <summary>The devices that match a filter, by the event log's number.</summary>
    /// <returns>Null for every device.</returns>
    public async Task<IReadOnlyList<long>?> DevicesAsync(string project, string filter, CancellationToken cancellation) =>
        (await SelectAsync(project, filter, QueryGrouping.None, cancellation))?.DeviceIds;

    /// <returns>Null for every device in one group.</returns>
    private async Task<ColumnSelection?> SelectAsync(string project, string filter, QueryGrouping grouping, CancellationToken cancellation)
    {
        if (filter.Length == 0 && grouping.By != ColumnGrouping.Selection)
        {
            return null;
        }

        var query = await devices.ParseAsync(project, filter, cancellation);
        var ids = new List<long>();
        var groups = new List<int>();
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        await foreach (var device in directory.MatchesAsync(project, query, withLatest: grouping.Attribute.Length > 0, cancellation))
        {
            var name = GroupOf(device, grouping);
            if (!names.TryGetValue(name, out var group))
            {
                names[name] = group = names.Count;
            }

            ids.Add(device.DeviceId);
            groups.Add(group);
        }

        return new ColumnSelection(ids, groups, [.. names.OrderBy(n => n.Value).Select(n => n.Key)]);
    }

    private static string GroupOf(DeviceView device, QueryGrouping grouping)
    {
        if (grouping.By != ColumnGrouping.Selection)
        {
            return "";
        }

        return grouping.Attribute.Length == 0
            ? device.HardwareVersion
            : LatestValues.Decode(device.Latest).FindAttribute(grouping.Attribute).ToString();
    }
}
