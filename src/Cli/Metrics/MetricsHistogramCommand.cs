using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;

namespace Fleet.Cli.Metrics;

internal static class MetricsHistogramCommand
{
    /// <summary>Characters of the longest bar.</summary>
    private const int BarLength = 40;

    public static Command Create(CliEnvironment environment)
    {
        var options = new SpreadOptions();
        var bins = new Option<int>("--bins") { Description = "Bins of equal width; 20 when left out, at most 500.", HelpName = "number" };
        var least = new Option<double?>("--min") { Description = "Lower edge of the first bin; the least value when left out.", HelpName = "value" };
        var most = new Option<double?>("--max") { Description = "Upper edge of the last bin; the greatest value when left out.", HelpName = "value" };
        var command = new ExampleCommand(
            "histogram",
            "Shows how the values of a metric over a time are spread.",
            "fleet metrics histogram boot_ms --since 24h",
            "fleet metrics histogram battery_soc_pct --min 0 --max 100 --bins 10 --filter 'cohort = beta'") { bins, least, most };
        options.AddTo(command);
        command.SetApiAction(environment, async context =>
        {
            var (parsed, now) = (context.Parsed, environment.Time.GetUtcNow());
            var request = new QueryHistogramRequest
            {
                Project = context.Project,
                Metric = options.Metric(parsed),
                Filter = options.Filter(parsed),
                StartTime = options.Start(parsed, now),
                EndTime = options.End(parsed, now),
                Bins = parsed.GetValue(bins),
            };
            if (parsed.GetValue(least) is { } from)
            {
                request.From = from;
            }

            if (parsed.GetValue(most) is { } to)
            {
                request.To = to;
            }

            var answer = await context.Api.Metrics.QueryHistogramAsync(request, cancellationToken: context.Cancellation);
            context.Print(answer, () => TableOf(answer));
            context.Note($"{NumberText.Of(answer.Reports, "report")} of {NumberText.Of(answer.Devices, "device")}{(answer.Exact ? "" : "; samples of sketches lie within 1 %")}.{MetricText.OutOfRange(answer.OutOfRange, answer.Metric?.Range)}");
        });
        return command;
    }

    private static Table TableOf(QueryHistogramResponse answer)
    {
        var table = new Table(">FROM", ">TO", ">COUNT", "");
        var greatest = Math.Max(1, answer.Bins.Select(b => b.Count).Append(answer.Below).Append(answer.Above).Max());
        if (answer.Below > 0)
        {
            table.Add("", NumberText.Of(answer.Bins[0].From), NumberText.Of(answer.Below), Bar(answer.Below));
        }

        foreach (var bin in answer.Bins)
        {
            table.Add(NumberText.Of(bin.From), NumberText.Of(bin.To), NumberText.Of(bin.Count), Bar(bin.Count));
        }

        if (answer.Above > 0)
        {
            table.Add(NumberText.Of(answer.Bins[^1].To), "", NumberText.Of(answer.Above), Bar(answer.Above));
        }

        return table;

        string Bar(long count) => new('#', (int)Math.Ceiling(count * (double)BarLength / greatest));
    }
}
