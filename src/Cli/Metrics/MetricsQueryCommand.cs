using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;

namespace Fleet.Cli.Metrics;

internal static class MetricsQueryCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var options = new MetricsQueryOptions();
        var command = new ExampleCommand(
            "query",
            "Answers one metric over time: of a device, a cohort, the devices that match a filter or are in a set, or the whole fleet (the default).",
            "fleet metrics query myapp.mygauge --since 24h",
            "fleet metrics query myapp.mygauge --device SN-000123 --resolution report --since 2h",
            "fleet metrics query cpu_usage_pct --cohort beta --software-version 1.4.0 --resolution day --since 30d",
            "fleet metrics query battery_soc_pct --filter 'attribute.region = eu and software_version >= 1.4' --group-by hardware_version --since 7d",
            "fleet metrics query fleet.set.size --set low-battery --since 7d",
            "fleet metrics query boot_ms --fleet --from 2026-03-01 --to 2026-04-01 --resolution day --quantiles 0.5,0.99 --json");
        options.AddTo(command);
        command.SetApiAction(environment, async context =>
        {
            var answer = await context.Api.Metrics.QueryMetricsAsync(
                options.Request(context.Parsed, context.Project, environment.Time.GetUtcNow()), cancellationToken: context.Cancellation);
            options.KeepAskedSoftware(context.Parsed, answer);
            context.Print(answer, () => SeriesTable.Of(answer));
            context.Note(AnswerText.Of(answer));
            if (answer.Series.All(s => s.Points.Count == 0))
            {
                context.Note(answer.Source == AnswerSource.SetSizes ? "There was no set of this name in this time." : "No report in this time carried the metric.");
            }
        });
        return command;
    }
}
