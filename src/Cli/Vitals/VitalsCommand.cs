using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace Fleet.Cli.Vitals;

internal static class VitalsCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var cohort = new Option<string>("--cohort") { Description = "Of reports taken in this cohort.", HelpName = "cohort" };
        var filter = new Option<string>("--filter") { Description = "Of the devices that match this now; see 'fleet devices list --help'.", HelpName = "filter" };
        var byVersion = new Option<bool>("--by-version") { Description = "A row for each software version." };
        var byCohort = new Option<bool>("--by-cohort") { Description = "A row for each cohort." };
        var daily = new Option<bool>("--daily") { Description = "A row for each UTC day; the whole time as one when left out." };
        var since = TypedOption.Duration("--since", "From this long ago on, e.g. 24h, 7d, 30d; 7d when left out.");
        var from = TypedOption.Time("--from", "Reports that end from this time on, e.g. 2026-03-01.");
        var to = TypedOption.Time("--to", "Reports that end before this time; now when left out.");
        var command = new ExampleCommand(
            "vitals",
            "Shows how well devices do: crash-free hours and devices, battery life, connections. In parentheses, the devices that each is made of.",
            "fleet vitals",
            "fleet vitals --cohort beta --by-version --since 30d",
            "fleet vitals --daily --from 2026-03-01 --to 2026-04-01") { cohort, filter, byVersion, byCohort, daily, since, from, to };
        command.Validators.Add(result =>
        {
            bool Given(Option option) => result.GetResult(option) is { Implicit: false };
            foreach (var (one, other) in new (Option, Option)[] { (cohort, filter), (byVersion, byCohort), (since, from) })
            {
                if (Given(one) && Given(other))
                {
                    result.AddError($"{one.Name} and {other.Name} exclude each other");
                }
            }
        });
        command.SetApiAction(environment, async context =>
        {
            var parsed = context.Parsed;
            var end = parsed.GetValue(to) ?? environment.Time.GetUtcNow();
            var start = parsed.GetValue(from) ?? (parsed.GetValue(since) is { } length ? end - length : (DateTimeOffset?)null);
            var request = new QueryVitalsRequest
            {
                Project = context.Project,
                GroupBy = parsed.GetValue(byVersion) ? "software" : parsed.GetValue(byCohort) ? "cohort" : "",
                Resolution = parsed.GetValue(daily) ? Resolution.Day : Resolution.Range,
                StartTime = start is { } given ? Timestamp.FromDateTimeOffset(given) : null,
                EndTime = Timestamp.FromDateTimeOffset(end),
            };
            if (parsed.GetValue(cohort) is { } name)
            {
                request.Cohort = name;
            }
            else if (parsed.GetValue(filter) is { } text)
            {
                request.Filter = text;
            }

            var answer = await context.Api.Metrics.QueryVitalsAsync(request, cancellationToken: context.Cancellation);
            context.Print(answer, () => VitalsTable.Of(answer));
        });
        return command;
    }
}
