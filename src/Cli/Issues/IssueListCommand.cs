using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Google.Protobuf.WellKnownTypes;

namespace Fleet.Cli.Issues;

/// <summary><c>issues list</c>.</summary>
internal static class IssueListCommand
{
    private static readonly Dictionary<string, IssueState[]> States = new(StringComparer.Ordinal)
    {
        ["open"] = [IssueState.Open],
        ["resolved"] = [IssueState.Resolved],
        ["muted"] = [IssueState.Muted],
        ["all"] = [],
    };

    private static readonly Dictionary<string, IssueOrder> Orders = new(StringComparer.Ordinal)
    {
        ["last"] = IssueOrder.LastTime,
        ["devices"] = IssueOrder.Devices,
        ["traces"] = IssueOrder.Traces,
    };

    public static Command Create(CliEnvironment environment)
    {
        var state = Choice("--state", "In which state; open when left out.", "open", States.Keys);
        var sort = Choice("--sort", "In which order: by the last trace, by devices, by traces.", "last", Orders.Keys);
        var filter = new Option<string>("--filter") { Description = "Only those of devices that match; see 'fleet devices list --help'.", HelpName = "filter" };
        var failure = new Option<string>("--class") { Description = "Only of this class, e.g. segv-null, abort:assert, exception:ValueError.", HelpName = "class" };
        var type = new Option<string>("--software-type") { Description = "Only of this type of software.", HelpName = "type" };
        var version = new Option<string>("--software-version") { Description = "Only those that were in this version.", HelpName = "version" };
        var assignee = new Option<string>("--assignee") { Description = "Only those that are assigned to them.", HelpName = "name" };
        var search = new Option<string>("--search") { Description = "Only those whose title has this, whatever the case.", HelpName = "text" };
        var since = TypedOption.Duration("--since", "Only those with a trace since this long ago, e.g. 24h, 7d.");
        var limit = PagedOptions.Limit(50);
        var command = new ExampleCommand(
            "list",
            "Lists issues: groups of traces that are one bug.",
            "fleet issues list",
            "fleet issues list --sort devices --since 7d",
            "fleet issues list --software-version 1.4.2 --state all",
            "fleet issues list --filter 'cohort = beta' --class segv-null",
            "fleet issues list --json | jq -r '.issues[] | \"\\(.id) \\(.title)\"'") { state, sort, filter, failure, type, version, assignee, search, since, limit };
        command.SetApiAction(environment, async context =>
        {
            var parsed = context.Parsed;
            var now = environment.Time.GetUtcNow();
            var request = new ListIssuesRequest
            {
                Project = context.Project,
                States = { States[parsed.GetValue(state)!] },
                Order = Orders[parsed.GetValue(sort)!],
                Filter = parsed.GetValue(filter) ?? "",
                Class = parsed.GetValue(failure) ?? "",
                SoftwareType = parsed.GetValue(type) ?? "",
                SoftwareVersion = parsed.GetValue(version) ?? "",
                Assignee = parsed.GetValue(assignee) ?? "",
                Search = parsed.GetValue(search) ?? "",
                StartTime = parsed.GetValue(since) is { } ago ? Timestamp.FromDateTimeOffset(now - ago) : null,
            };
            var all = new ListIssuesResponse();
            await PagedOptions.ReadAsync(parsed.GetValue(limit), "", async (size, token) =>
            {
                (request.PageSize, request.PageToken) = (size, token);
                var page = await context.Api.Issues.ListIssuesAsync(request, cancellationToken: context.Cancellation);
                all.Issues.Add(page.Issues);
                all.NextPageToken = page.NextPageToken;
                return (page.Issues.Count, page.NextPageToken);
            });
            context.Print(all, () => IssueText.TableOf(all.Issues, now));
            if (all.NextPageToken.Length > 0)
            {
                context.Note("There are more; --limit shows them.");
            }
        });
        return command;
    }

    private static Option<string> Choice(string name, string description, string initial, ICollection<string> values)
    {
        var option = new Option<string>(name) { Description = description, HelpName = string.Join('|', values), DefaultValueFactory = _ => initial };
        option.AcceptOnlyFromAmong([.. values]);
        return option;
    }
}
