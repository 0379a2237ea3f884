using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;

namespace Fleet.Cli.Metrics;

internal static class MetricsTopCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var options = new SpreadOptions();
        var by = new Option<string>("--by") { Description = "What devices are ranked by; the mean when left out.", HelpName = "mean|sum|count|min|max" };
        by.AcceptOnlyFromAmong("mean", "sum", "count", "min", "max");
        var ascending = new Option<bool>("--least") { Description = "The devices with the least values first." };
        var limit = new Option<int>("--limit") { Description = "How many devices; 20 when left out, at most 1000.", HelpName = "number" };
        var command = new ExampleCommand(
            "top",
            "Lists the devices with the greatest (or least) values of a metric over a time.",
            "fleet metrics top cpu_usage_pct --since 7d",
            "fleet metrics top battery_soc_pct --by min --least --filter 'cohort = beta' --limit 50") { by, ascending, limit };
        options.AddTo(command);
        command.SetApiAction(environment, async context =>
        {
            var (parsed, now) = (context.Parsed, environment.Time.GetUtcNow());
            var answer = await context.Api.Metrics.RankDevicesAsync(
                new RankDevicesRequest
                {
                    Project = context.Project,
                    Metric = options.Metric(parsed),
                    Filter = options.Filter(parsed),
                    StartTime = options.Start(parsed, now),
                    EndTime = options.End(parsed, now),
                    By = Enum.Parse<Aggregation>(parsed.GetValue(by) ?? "mean", ignoreCase: true),
                    Ascending = parsed.GetValue(ascending),
                    Limit = parsed.GetValue(limit),
                },
                cancellationToken: context.Cancellation);
            context.Print(answer, () =>
            {
                var table = new Table("DEVICE", ">REPORTS", ">COUNT", ">SUM", ">MIN", ">MEAN", ">MAX");
                foreach (var device in answer.Devices)
                {
                    var point = device.Point;
                    table.Add(
                        device.Serial,
                        NumberText.Of(point.Reports),
                        NumberText.Of(point.Count),
                        NumberText.Of(point.Sum),
                        NumberText.Of(point.Min),
                        NumberText.Of(point.Mean),
                        NumberText.Of(point.Max));
                }

                return table;
            });
            context.Note($"{answer.Devices.Count} of {NumberText.Of(answer.TotalDevices, "device")}, by {NumberText.Of(answer.Reports, "report")}.{MetricText.OutOfRange(answer.OutOfRange, answer.Metric?.Range)}");
        });
        return command;
    }
}
