using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;

namespace Fleet.Cli.Issues;

/// <summary><c>issues watch</c>.</summary>
internal static class IssueWatchCommand
{
    public static Command Create(CliEnvironment environment) => WatchCommand.Create(
        environment,
        "Tells of issues that are new, came back or were reopened as it happens, a line each, until it is interrupted.",
        ["fleet issues watch", "fleet issues watch --after 0 --json | jq -r '.event.issue.title'"],
        (context, after) =>
        {
            var request = new WatchIssuesRequest { Project = context.Project };
            if (after is { } position)
            {
                request.AfterPosition = position;
            }

            return context.Api.Issues.WatchIssues(request, cancellationToken: context.Cancellation);
        },
        answer => Line(answer.Event));

    private static string Line(IssueEvent told)
    {
        var what = told.Kind switch
        {
            IssueEventKind.Opened => "new",
            IssueEventKind.Regressed => $"came back in {told.Version}",
            IssueEventKind.Reopened => $"reopened by {told.Author}",
            _ => "changed",
        };
        return $"{HumanTime.Second(told.Time)}  {what}  issue {told.Issue.Id}: {told.Issue.Class} {told.Issue.Title}  (position {told.Position})";
    }
}
