using Fleet.Cli.Output;

namespace Fleet.Cli.Simulation;

/// <summary>The final report as people read it.</summary>
internal static class SummaryText
{
    public static void Write(TextWriter output, SimulationSummary summary, CheckResult? check)
    {
        output.WriteLine($"{summary.Uploads} uploads with {summary.Reports} reports of {summary.Devices} devices in {summary.Seconds:f1} s");
        output.WriteLine($"  rate       {summary.UploadsPerSecond:f0} uploads/s");
        output.WriteLine($"  latency    p50 {summary.LatencyP50Ms:f2} ms, p99 {summary.LatencyP99Ms:f2} ms, max {summary.LatencyMaxMs:f0} ms");
        output.WriteLine($"  size       {summary.BytesPerUpload:f0} bytes per upload");
        output.WriteLine($"  trouble    {summary.Busy} times told to wait, {summary.Reconnects} connections lost, {summary.Resent} sent twice on purpose, {summary.TablesSent} with the key table");
        if (check is not null)
        {
            output.WriteLine(check.Freshness is { } freshness
                ? $"  freshness  the fleet's bucket was right {freshness.TotalMilliseconds:f0} ms after the last acknowledgement"
                : "  freshness  the fleet's bucket never had the number of reports that were acknowledged");
            output.WriteLine(check.Differences.Count == 0
                ? $"  check      {check.Metrics} metrics: reports, values and sums are what was acknowledged, to the unit"
                : $"  check      {check.Differences.Count} of {check.Metrics} metrics are WRONG");
        }

        foreach (var problem in summary.Problems)
        {
            output.WriteLine($"  ! {Table.Printable(problem)}");
        }
    }
}
