using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;

namespace Fleet.Cli.Metrics;

internal static class MetricsLimitCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var limit = new Argument<int?>("limit") { Description = "How many metrics the project may have from now on, 1 to 100000; shows what it is when left out.", Arity = ArgumentArity.ZeroOrOne };
        var command = new ExampleCommand(
            "limit",
            "Shows or sets how many metrics the project may have, and which keys were refused for want of room. Reports with a refused key are lost as a whole, so keys must not name what there is ever more of, such as users, files or addresses.",
            "fleet metrics limit",
            "fleet metrics limit 50000") { limit };
        command.SetApiAction(environment, async context =>
        {
            var answer = await AskAsync(context, context.Parsed.GetValue(limit));
            context.Print(answer, () =>
            {
                var table = new Table("REFUSED KEY", ">TIMES", "FIRST", "LAST");
                foreach (var key in answer.Keys)
                {
                    table.Add(key.Key, NumberText.Of(key.Refused), HumanTime.Minute(key.FirstTime), HumanTime.Minute(key.LastTime));
                }

                return table;
            });
            context.Note($"{NumberText.Of(answer.Used)} of the {NumberText.Of(answer.Limit)} metrics that the project may have; refused: {NumberText.Of(answer.Refused, "key table")}.");
        });
        return command;
    }

    private static async Task<MetricLimit> AskAsync(ApiContext context, int? limit) => limit is { } given
        ? (await context.Api.Metrics.UpdateMetricLimitAsync(
            new UpdateMetricLimitRequest { Project = context.Project, Limit = given }, cancellationToken: context.Cancellation)).Limit
        : (await context.Api.Metrics.GetMetricLimitAsync(new GetMetricLimitRequest { Project = context.Project }, cancellationToken: context.Cancellation)).Limit;
}
