using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;

namespace Fleet.Cli.Metrics;

internal static class MetricsDescribeCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var key = new Argument<string>("metric") { Description = "Key of the metric; see 'fleet metrics list'." };
        var command = new ExampleCommand("describe", "Shows what is known of a metric.", "fleet metrics describe boot_ms") { key };
        command.SetApiAction(environment, async context =>
        {
            var answer = await context.Api.Metrics.GetMetricAsync(
                new GetMetricRequest { Project = context.Project, Metric = context.Parsed.GetValue(key) }, cancellationToken: context.Cancellation);
            context.Print(answer, () => TableOf(answer.Metric));
        });
        return command;
    }

    public static Table TableOf(Metric metric)
    {
        var table = new Table("FIELD", "VALUE");
        table.Add("key", metric.Key);
        table.Add("name", metric.DisplayName);
        table.Add("earlier names", string.Join(", ", metric.Aliases));
        table.Add("kind", metric.KindSinceTime is { } since ? $"{MetricText.Of(metric.Kind)}, as was said {HumanTime.Minute(since)}" : MetricText.Of(metric.Kind));
        table.Add("sent as", MetricText.OtherKinds(metric));
        table.Add("unit", metric.Unit);
        table.Add("valid range", MetricText.Of(metric.Range));
        table.Add("first seen", HumanTime.Minute(metric.FirstSeenTime));
        table.Add("description", metric.Description);
        return table;
    }
}
