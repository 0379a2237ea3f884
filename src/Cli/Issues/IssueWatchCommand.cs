using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;

namespace Fleet.Cli.Issues;

/// <summary><c>issues watch</c>.</summary>
internal static class IssueWatchCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var after = new Option<long?>("--after") { Description = "Events after this position; those from now on when left out.", HelpName = "position" };
        var limit = TypedOption.AtLeast("--limit", "n", 1, int.MaxValue, "Ends after this many events; never when left out.");
        var command = new ExampleCommand(
            "watch",
            "Tells of issues that are new, came back or were reopened as it happens, a line each, until it is interrupted.",
            "fleet issues watch",
            "fleet issues watch --after 0 --json | jq -r '.event.issue.title'") { after, limit };
        command.SetApiAction(
            environment,
            async context =>
            {
                var request = new WatchIssuesRequest { Project = context.Project };
                if (context.Parsed.GetValue(after) is { } position)
                {
                    request.AfterPosition = position;
                }

                using var call = context.Api.Issues.WatchIssues(request, cancellationToken: context.Cancellation);
                for (var left = context.Parsed.GetValue(limit); left > 0 && await call.ResponseStream.MoveNext(context.Cancellation); left--)
                {
                    Print(context, call.ResponseStream.Current);
                }
            },
            Timeout.InfiniteTimeSpan);
        return command;
    }

    private static void Print(ApiContext context, WatchIssuesResponse answer)
    {
        var told = answer.Event;
        var what = told.Kind switch
        {
            IssueEventKind.Opened => "new",
            IssueEventKind.Regressed => $"came back in {told.Version}",
            IssueEventKind.Reopened => $"reopened by {told.Author}",
            _ => "changed",
        };
        context.Environment.Out.WriteLine(context.Parsed.GetValue(FleetCommand.Json)
            ? JsonText.Of(answer)
            : Table.Printable($"{HumanTime.Second(told.Time)}  {what}  issue {told.Issue.Id}: {told.Issue.Class} {told.Issue.Title}  (position {told.Position})"));
        context.Environment.Out.Flush();
    }
}
