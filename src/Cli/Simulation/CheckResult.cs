namespace Fleet.Cli.Simulation;

/// <param name="Reports">Acknowledged.</param>
/// <param name="Metrics">How many metrics were compared.</param>
/// <param name="Freshness">From the last acknowledgement until the fleet's bucket had all reports; null when it never had.</param>
/// <param name="Differences">A line for each metric whose rollups are wrong.</param>
internal sealed record CheckResult(long Reports, int Metrics, TimeSpan? Freshness, IReadOnlyList<string> Differences)
{
    public bool Passed => Freshness is not null && Differences.Count == 0;
}
