using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;

namespace Fleet.Cli.Metrics;

internal static class MetricsRenameCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var key = new Argument<string>("metric") { Description = "The metric, by its name or an earlier one; see 'fleet metrics list'." };
        var newKey = new Argument<string>("new-name")
        {
            Description = "The name that it is to have. If there is a metric of that name and the same kind, the two become one: what is said of that one counts first.",
        };
        var command = new ExampleCommand(
            "rename",
            "Gives a metric another name without losing its history. Devices may go on to send the old name, and questions, filters and PromQL may use it.",
            "fleet metrics rename boottime boot_ms") { key, newKey };
        command.SetApiAction(environment, async context =>
        {
            var answer = await context.Api.Metrics.RenameMetricAsync(
                new RenameMetricRequest { Project = context.Project, Metric = context.Parsed.GetValue(key), NewKey = context.Parsed.GetValue(newKey) },
                cancellationToken: context.Cancellation);
            context.Print(answer, () => MetricsDescribeCommand.TableOf(answer.Metric));
        });
        return command;
    }
}
