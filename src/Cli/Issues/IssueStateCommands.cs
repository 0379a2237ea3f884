using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Google.Protobuf;

namespace Fleet.Cli.Issues;

/// <summary>What people say of an issue: resolved, open, muted, whose.</summary>
internal static class IssueStateCommands
{
    public static Command Resolve(CliEnvironment environment)
    {
        var id = IssueCommands.Id();
        var version = new Option<string>("--version-fixed") { Description = "The version that it is mended in; the greatest known when left out.", HelpName = "version" };
        var command = new ExampleCommand(
            "resolve",
            "Says that an issue is mended. It opens again by itself when a trace comes of a version greater than all that are known now; traces of versions that are known, or older, do not.",
            "fleet issues resolve 17",
            "fleet issues resolve 17 --version-fixed 1.4.3") { id, version };
        command.SetApiAction(environment, async context =>
        {
            var request = new ResolveIssueRequest { Project = context.Project, Issue = context.Parsed.GetValue(id), Version = context.Parsed.GetValue(version) ?? "" };
            var answer = await context.Api.Issues.ResolveIssueAsync(request, cancellationToken: context.Cancellation);
            Print(context, answer, answer.Issue);
        });
        return command;
    }

    public static Command Reopen(CliEnvironment environment)
    {
        var id = IssueCommands.Id();
        var command = new ExampleCommand("reopen", "Opens an issue again that is resolved or muted.", "fleet issues reopen 17") { id };
        command.SetApiAction(environment, async context =>
        {
            var request = new ReopenIssueRequest { Project = context.Project, Issue = context.Parsed.GetValue(id) };
            var answer = await context.Api.Issues.ReopenIssueAsync(request, cancellationToken: context.Cancellation);
            Print(context, answer, answer.Issue);
        });
        return command;
    }

    public static Command Mute(CliEnvironment environment)
    {
        var id = IssueCommands.Id();
        var command = new ExampleCommand("mute", "Mutes an issue: its traces are counted, and nobody is told of it, until it is reopened.", "fleet issues mute 17") { id };
        command.SetApiAction(environment, async context =>
        {
            var request = new MuteIssueRequest { Project = context.Project, Issue = context.Parsed.GetValue(id) };
            var answer = await context.Api.Issues.MuteIssueAsync(request, cancellationToken: context.Cancellation);
            Print(context, answer, answer.Issue);
        });
        return command;
    }

    public static Command Assign(CliEnvironment environment)
    {
        var id = IssueCommands.Id();
        var assignee = new Argument<string>("assignee") { Description = "Who is to care for it; nobody when left out.", DefaultValueFactory = _ => "" };
        var command = new ExampleCommand("assign", "Says who is to care for an issue.", "fleet issues assign 17 ada@example.com", "fleet issues assign 17") { id, assignee };
        command.SetApiAction(environment, async context =>
        {
            var request = new AssignIssueRequest { Project = context.Project, Issue = context.Parsed.GetValue(id), Assignee = context.Parsed.GetValue(assignee) };
            var answer = await context.Api.Issues.AssignIssueAsync(request, cancellationToken: context.Cancellation);
            Print(context, answer, answer.Issue);
        });
        return command;
    }

    public static void Print(ApiContext context, IMessage answer, Issue issue) =>
        context.Print(answer, () => IssueText.TableOf([issue], context.Environment.Time.GetUtcNow()));
}
