using System.CommandLine;

namespace Fleet.Cli.Metrics;

internal static class MetricCommands
{
    public static Command Create(CliEnvironment environment) => new("metrics", "Metrics of a device, a cohort, any devices or the fleet.")
    {
        MetricsListCommand.Create(environment),
        MetricsDescribeCommand.Create(environment),
        MetricsSetCommand.Create(environment),
        MetricsRenameCommand.Create(environment),
        MetricsLimitCommand.Create(environment),
        MetricsQueryCommand.Create(environment),
        MetricsTopCommand.Create(environment),
        MetricsHistogramCommand.Create(environment),
        MetricsCompareCommand.Create(environment),
        MetricsExportCommand.Create(environment),
    };
}
