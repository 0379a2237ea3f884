using System.CommandLine;
using Fleet.Cli.Commands;

namespace Fleet.Cli.Issues;

/// <summary><c>fleet issues</c>.</summary>
internal static class IssueCommands
{
    public static Command Create(CliEnvironment environment) => new("issues", "Groups of traces that are one bug, and what people decide about them.")
    {
        IssueListCommand.Create(environment),
        IssueShowCommand.Create(environment),
        IssueStateCommands.Resolve(environment),
        IssueStateCommands.Reopen(environment),
        IssueStateCommands.Mute(environment),
        IssueStateCommands.Assign(environment),
        IssueCommentCommand.Create(environment),
        IssueMergeCommands.Merge(environment),
        IssueMergeCommands.Unmerge(environment),
        IssueMergeCommands.Similar(environment),
        IssueMergeCommands.Split(environment),
        IssueTicketCommand.Create(environment),
        RuleCommands.Create(environment),
        TrackerCommands.Create(environment),
        IssueWatchCommand.Create(environment),
    };

    public static Argument<long> Id(string name = "issue", string description = "Number of the issue; see 'fleet issues list'.") => new(name) { Description = description };
}
