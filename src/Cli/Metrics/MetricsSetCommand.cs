using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;

namespace Fleet.Cli.Metrics;

internal static class MetricsSetCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var key = new Argument<string>("metric") { Description = "Key of the metric; see 'fleet metrics list'." };
        var name = new Option<string>("--name") { Description = "A name for people; \"\" for none.", HelpName = "text" };
        var description = new Option<string>("--description") { Description = "What it means; \"\" for nothing.", HelpName = "text" };
        var unit = new Option<string>("--unit") { Description = "Its unit, in place of what the first device said. Values are not converted.", HelpName = "unit" };
        var command = new ExampleCommand(
            "set",
            "Says what a metric is. What is left out stays as it is.",
            "fleet metrics set boot_ms --name 'Boot time' --description 'From power-on to the first frame.' --unit ms",
            "fleet metrics set boot_ms --description ''") { key, name, description, unit };
        command.Validators.Add(result =>
        {
            if (!new Option[] { name, description, unit }.Any(o => result.GetResult(o) is { Implicit: false }))
            {
                result.AddError("give what is to change: --name, --description or --unit");
            }
        });
        command.SetApiAction(environment, async context =>
        {
            var request = new UpdateMetricRequest { Project = context.Project, Metric = context.Parsed.GetValue(key) };
            if (context.Parsed.GetValue(name) is { } givenName)
            {
                request.DisplayName = givenName;
            }

            if (context.Parsed.GetValue(description) is { } givenDescription)
            {
                request.Description = givenDescription;
            }

            if (context.Parsed.GetValue(unit) is { } givenUnit)
            {
                request.Unit = givenUnit;
            }

            var answer = await context.Api.Metrics.UpdateMetricAsync(request, cancellationToken: context.Cancellation);
            context.Print(answer, () => MetricsDescribeCommand.TableOf(answer.Metric));
        });
        return command;
    }
}
