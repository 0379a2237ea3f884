namespace Fleet.Cli.Simulation;

/// <summary>The final report as programs read it.</summary>
internal sealed record SimulationSummary(
    int Devices,
    long Uploads,
    long Reports,
    double Seconds,
    double UploadsPerSecond,
    double LatencyP50Ms,
    double LatencyP99Ms,
    double LatencyMaxMs,
    double BytesPerUpload,
    long Busy,
    long Reconnects,
    long Resent,
    long TablesSent,
    long Mismatches,
    IReadOnlyList<string> Problems,
    bool? CheckPassed,
    double? FreshnessSeconds)
{
    public static SimulationSummary Of(int devices, long reports, LoadResult load, CheckResult? check) => new(
        devices,
        load.Uploads,
        reports,
        Math.Round(load.Elapsed.TotalSeconds, 3),
        Math.Round(load.UploadsPerSecond, 1),
        Quantile(load, 0.5),
        Quantile(load, 0.99),
        Math.Round(load.MaxLatency, 3),
        Math.Round(load.BytesPerUpload, 1),
        load.Busy,
        load.Reconnects,
        load.Resent,
        load.TablesSent,
        load.Mismatches,
        [.. load.Problems, .. load.Failure is { } failure && !load.Problems.Contains(failure.Message) ? [failure.Message] : Array.Empty<string>(), .. check?.Differences ?? []],
        check?.Passed,
        check?.Freshness is { } freshness ? Math.Round(freshness.TotalSeconds, 3) : null);

    private static double Quantile(LoadResult load, double q) => load.Latencies.Count == 0 ? 0 : Math.Round(load.Latencies.Quantile(q), 3);
}
