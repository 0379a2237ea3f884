namespace Fleet.Cli.Simulation;

/// <summary>
/// Compares the fleet's rollups with what was acknowledged, to the unit: what they say now less what they said before the run. Nothing else
/// may report the simulator's metrics meanwhile.
/// </summary>
internal sealed class RollupCheck(FleetTotals totals, SimulatedMetrics metrics, IReadOnlyList<MetricTotal> before, TimeProvider time)
{
    private static readonly TimeSpan Eager = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patient = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan EagerFor = TimeSpan.FromSeconds(5);

    /// <param name="devices">With what the server acknowledged of each.</param>
    /// <param name="lastAccepted">Timestamp of the last acknowledgement, from which freshness counts.</param>
    /// <param name="deadline">How long the rollups may take.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task<CheckResult> RunAsync(
        IReadOnlyCollection<SimulatedDevice> devices, long lastAccepted, TimeSpan deadline, CancellationToken cancellation)
    {
        var reports = devices.Sum(d => d.Acknowledged);
        var freshness = await WaitForAsync(reports, lastAccepted, deadline, cancellation);
        var expected = ExpectedTotals.Of(metrics, devices);
        var after = await totals.ReadAllAsync(metrics, cancellation);
        var differences = new List<string>();
        for (var i = 0; i < after.Count; i++)
        {
            var found = after[i].Minus(before[i]);
            if (found != expected.Metrics[i])
            {
                differences.Add($"{found.Key}: the fleet's rollups have {Describe(found)}; acknowledged were {Describe(expected.Metrics[i])}");
            }
        }

        return new CheckResult(reports, after.Count, freshness, differences);
    }

    /// <returns>How long it took from the last acknowledgement until the number of reports was right; null when it never was.</returns>
    private async Task<TimeSpan?> WaitForAsync(long reports, long lastAccepted, TimeSpan deadline, CancellationToken cancellation)
    {
        // The last metric: whoever writes them one after the other has written the others by then.
        var last = before[^1];
        while (true)
        {
            var found = (await totals.ReadAsync(last.Key, cancellation)).Minus(last).Reports;
            var age = time.GetElapsedTime(lastAccepted);
            if (found == reports)
            {
                return age;
            }

            if (found > reports || age > deadline)
            {
                return null;
            }

            await Task.Delay(age < EagerFor ? Eager : Patient, time, cancellation);
        }
    }

    private static string Describe(MetricTotal total) => $"{total.Reports} reports, {total.Count} values, sum {total.Sum:R}";
}
