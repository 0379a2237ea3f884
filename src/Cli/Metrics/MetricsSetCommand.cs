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
        var min = new Option<double?>("--min")
        {
            Description = "Least valid value. Reports with a value outside are kept and set apart: they count in no answer, which says how many there are. The range is set as a whole, and an end that is left out is open.",
            HelpName = "number",
        };
        var max = new Option<double?>("--max") { Description = "Greatest valid value; see --min.", HelpName = "number" };
        var noRange = new Option<bool>("--no-range") { Description = "Every value is valid again." };
        var kind = new Option<string>("--kind")
        {
            Description = "What it is, in place of what the first device said. Values that are there stay and are answered; each counts as what it was sent as.",
            HelpName = "counter|gauge|histogram|timer|set|property|flag",
        };
        kind.AcceptOnlyFromAmong("counter", "gauge", "histogram", "timer", "set", "property", "flag");
        var command = new ExampleCommand(
            "set",
            "Says what a metric is, for all of its history. What is left out stays as it is.",
            "fleet metrics set boot_ms --name 'Boot time' --description 'From power-on to the first frame.' --unit ms",
            "fleet metrics set boot_ms --description ''",
            "fleet metrics set battery_soc_pct --min 0 --max 100",
            "fleet metrics set battery_soc_pct --no-range",
            "fleet metrics set queue_length --kind gauge") { key, name, description, unit, min, max, noRange, kind };
        command.Validators.Add(result =>
        {
            if (!new Option[] { name, description, unit, min, max, noRange, kind }.Any(o => result.GetResult(o) is { Implicit: false }))
            {
                result.AddError("give what is to change: --name, --description, --unit, --min, --max, --no-range or --kind");
            }

            if (result.GetValue(noRange) && (result.GetValue(min) ?? result.GetValue(max)) is not null)
            {
                result.AddError("--no-range goes without --min and --max");
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

            if (context.Parsed.GetValue(kind) is { } givenKind)
            {
                request.Kind = Enum.Parse<MetricKind>(givenKind, ignoreCase: true);
            }

            request.Range = RangeOf(context.Parsed.GetValue(min), context.Parsed.GetValue(max), context.Parsed.GetValue(noRange));
            var answer = await context.Api.Metrics.UpdateMetricAsync(request, cancellationToken: context.Cancellation);
            context.Print(answer, () => MetricsDescribeCommand.TableOf(answer.Metric));
        });
        return command;
    }

    /// <returns>Null to leave it; without ends to clear it.</returns>
    private static ValidRange? RangeOf(double? min, double? max, bool clear)
    {
        if (min is null && max is null)
        {
            return clear ? new ValidRange() : null;
        }

        var range = new ValidRange();
        if (min is { } least)
        {
            range.Min = least;
        }

        if (max is { } greatest)
        {
            range.Max = greatest;
        }

        return range;
    }
}
