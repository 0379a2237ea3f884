using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;

namespace Fleet.Cli.Metrics;

internal static class MetricsCompareCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var options = new CompareOptions();
        var command = new ExampleCommand(
            "compare",
            "Compares a metric of some devices with that of others, and says whether they differ by more than chance.",
            "fleet metrics compare boot_ms --of-version 1.4 --with-version 1.3 --since 7d",
            "fleet metrics compare cpu_usage_pct --of 'cohort = beta' --of 'cohort = canary' --with 'cohort = default' --resolution day --since 30d",
            "fleet metrics compare requests --of 'hardware_version = rev-B' --with 'hardware_version = rev-A' --by sum --points --since 24h");
        options.AddTo(command);
        command.SetApiAction(environment, async context =>
        {
            var answer = await context.Api.Metrics.CompareMetricsAsync(
                options.Request(context.Parsed, context.Project, environment.Time.GetUtcNow()), cancellationToken: context.Cancellation);
            context.Print(answer, () => options.WantsPoints(context.Parsed) ? ComparisonTable.OfPoints(answer) : ComparisonTable.Of(answer));
            foreach (var difference in answer.Differences)
            {
                context.Note(ComparisonText.Of(difference, answer.Metric?.Unit ?? ""));
            }

            if (answer.Selections.Sum(selection => selection.OutOfRange) is > 0 and var apart)
            {
                context.Note(MetricText.OutOfRange(apart, answer.Metric?.Range).TrimStart());
            }
        });
        return command;
    }
}
