using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;

namespace Fleet.Cli.Metrics;

internal static class MetricsListCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var prefix = new Option<string>("--prefix") { Description = "Only keys that begin with this.", HelpName = "text" };
        var limit = PagedOptions.Limit(1000);
        var command = new ExampleCommand("list", "Lists the metrics that devices have reported.", "fleet metrics list", "fleet metrics list --prefix myapp.") { prefix, limit };
        command.SetApiAction(environment, async context =>
        {
            var all = new ListMetricsResponse();
            var request = new ListMetricsRequest { Project = context.Project, KeyPrefix = context.Parsed.GetValue(prefix) ?? "" };
            await PagedOptions.ReadAsync(context.Parsed.GetValue(limit), "", async (size, token) =>
            {
                (request.PageSize, request.PageToken) = (size, token);
                var page = await context.Api.Metrics.ListMetricsAsync(request, cancellationToken: context.Cancellation);
                all.Metrics.Add(page.Metrics);
                (all.TotalSize, all.NextPageToken, all.Used, all.Limit, all.Refused) = (page.TotalSize, page.NextPageToken, page.Used, page.Limit, page.Refused);
                return (page.Metrics.Count, page.NextPageToken);
            });
            context.Print(all, () =>
            {
                var table = new Table("METRIC", "NAME", "KIND", "UNIT", "VALID RANGE", "FIRST SEEN");
                foreach (var metric in all.Metrics)
                {
                    table.Add(metric.Key, metric.DisplayName, KindOf(metric), metric.Unit, MetricText.Of(metric.Range), HumanTime.Minute(metric.FirstSeenTime));
                }

                return table;
            });
            if (all.Limit > 0)
            {
                context.Note($"{NumberText.Of(all.Used)} of the {NumberText.Of(all.Limit)} metrics that the project may have.{(all.Refused > 0 ? $" Refused: {NumberText.Of(all.Refused, "key table")}, see 'fleet metrics limit'." : "")}");
            }

            if (all.Metrics.Count < all.TotalSize)
            {
                context.Note($"{all.Metrics.Count} of {all.TotalSize} metrics; --limit shows more.");
            }
        });
        return command;
    }

    private static string KindOf(Metric metric) => MetricText.OtherKinds(metric) is { Length: > 0 } sent ? $"{MetricText.Of(metric.Kind)} (sent as {sent})" : MetricText.Of(metric.Kind);
}
