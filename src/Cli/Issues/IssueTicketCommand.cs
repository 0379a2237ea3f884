using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;

namespace Fleet.Cli.Issues;

/// <summary><c>issues ticket</c>: out to a tracker, and the way back.</summary>
internal static class IssueTicketCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var id = IssueCommands.Id();
        var url = new Option<string>("--link") { Description = "Keeps this URL as the issue's ticket; '' takes it away.", HelpName = "url" };
        var command = new ExampleCommand(
            "ticket",
            "Shows the URLs that open a new ticket in the project's trackers with everything filled in; or keeps the URL of a ticket. Trackers: fleet issues trackers set --help.",
            "fleet issues ticket 17",
            "xdg-open \"$(fleet issues ticket 17 --json | jq -r '.drafts[0].url')\"",
            "fleet issues ticket 17 --link https://example.atlassian.net/browse/FW-123") { id, url };
        command.SetApiAction(environment, async context =>
        {
            var issue = context.Parsed.GetValue(id);
            if (context.Parsed.GetValue(url) is { } link)
            {
                var linked = await context.Api.Issues.LinkIssueTicketAsync(
                    new LinkIssueTicketRequest { Project = context.Project, Issue = issue, Url = link }, cancellationToken: context.Cancellation);
                IssueStateCommands.Print(context, linked, linked.Issue);
                return;
            }

            var answer = await context.Api.Issues.DraftIssueTicketsAsync(
                new DraftIssueTicketsRequest { Project = context.Project, Issue = issue }, cancellationToken: context.Cancellation);
            context.Print(answer, () =>
            {
                var table = new Table("TRACKER", "URL");
                foreach (var draft in answer.Drafts)
                {
                    table.Add(draft.Tracker, draft.Url);
                }

                return table;
            });
            if (answer.Drafts.Count == 0)
            {
                context.Note("The project has no tracker: fleet issues trackers set --help");
            }
        });
        return command;
    }
}
