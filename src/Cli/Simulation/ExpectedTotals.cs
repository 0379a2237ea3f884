namespace Fleet.Cli.Simulation;

/// <summary>What the rollups of the acknowledged reports must say.</summary>
internal sealed class ExpectedTotals
{
    private ExpectedTotals(IReadOnlyList<MetricTotal> metrics, long reports)
    {
        Metrics = metrics;
        Reports = reports;
    }

    /// <summary>In the order of the key table.</summary>
    public IReadOnlyList<MetricTotal> Metrics { get; }

    /// <summary>Reports, each of which carries every metric.</summary>
    public long Reports { get; }

    public static ExpectedTotals Of(SimulatedMetrics metrics, IReadOnlyCollection<SimulatedDevice> devices)
    {
        var reports = devices.Sum(d => d.Acknowledged);
        var quarters = new long[metrics.Columns.Count];
        foreach (var device in devices)
        {
            for (var report = 1L; report <= device.Acknowledged; report++)
            {
                for (var metric = 0; metric < quarters.Length; metric++)
                {
                    quarters[metric] += metrics.Quarters(metric, device.Index, report);
                }
            }
        }

        return new([.. metrics.Columns.Select((column, i) =>
            new MetricTotal(column.Key, reports, reports * metrics.CountPerReport(i), quarters[i] / 4d))], reports);
    }
}
