using Fleet.Domain.Devices;
using Fleet.Gateway.Devices;
using Fleet.Gateway.Web.Charts;
using Fleet.Grains.Devices;
using Fleet.Protocol.Metrics;

namespace Fleet.Gateway.Web.Devices;

/// <summary>Reads a device's reports of a range once and makes a chart of every numeric metric in them.</summary>
internal sealed class DeviceCharts(ReportReader reports)
{
    /// <summary>Reports that one page may read: a week of reports every ten seconds.</summary>
    private const int MaxReports = 60_480;

    public async Task<DeviceChartSet> ReadAsync(DeviceView device, DeviceRange range, DateTimeOffset now, CancellationToken cancellation)
    {
        var toMs = now.ToUnixTimeMilliseconds();
        var fromMs = toMs - (long)range.Length.TotalMilliseconds;
        var series = new SortedDictionary<string, (string Unit, ChartBins Bins)>(StringComparer.Ordinal);
        var read = 0;
        await foreach (var report in reports.ReadAsync(new DeviceKey(device.Project, device.Serial), fromMs, toMs, null, MaxReports, cancellation))
        {
            read++;
            report.Recorded.Report.ReadValues(report.Table.Columns, (series, report, fromMs, range.BinMs), static (state, i, value) =>
            {
                if (value.Shape is MetricShape.Text or MetricShape.Flag)
                {
                    return;
                }

                var column = state.report.Table.Columns[i];
                var key = column.Key.ToLowerInvariant();
                if (!state.series.TryGetValue(key, out var line))
                {
                    state.series[key] = line = (column.Unit, new ChartBins(state.fromMs, state.BinMs));
                }

                line.Bins.Add(state.report.EndMs, value.Mean, value.Min, value.Max);
            });
        }

        var charts = new List<LineChart>(series.Count);
        foreach (var (key, (unit, bins)) in series)
        {
            var points = bins.ToPoints();
            charts.Add(new LineChart(key, unit, fromMs, toMs, points, ChartBins.MaxGap(points, range.BinMs)));
        }

        return new DeviceChartSet(charts, read, read == MaxReports);
    }
}
