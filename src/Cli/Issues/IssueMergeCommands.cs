using System.CommandLine;
using System.Globalization;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;

namespace Fleet.Cli.Issues;

/// <summary>Which issues are one bug, and which stacks one issue has.</summary>
internal static class IssueMergeCommands
{
    public static Command Merge(CliEnvironment environment)
    {
        var id = IssueCommands.Id();
        var into = IssueCommands.Id("into", "The issue that is to stand for both.");
        var command = new ExampleCommand(
            "merge", "Lets another issue stand for one. Nothing is moved: 'fleet issues unmerge' undoes it exactly, whatever came meanwhile.", "fleet issues merge 18 17") { id, into };
        command.SetApiAction(environment, async context =>
        {
            var request = new MergeIssueRequest { Project = context.Project, Issue = context.Parsed.GetValue(id), Into = context.Parsed.GetValue(into) };
            var answer = await context.Api.Issues.MergeIssueAsync(request, cancellationToken: context.Cancellation);
            IssueStateCommands.Print(context, answer, answer.Issue);
        });
        return command;
    }

    public static Command Unmerge(CliEnvironment environment)
    {
        var id = IssueCommands.Id();
        var command = new ExampleCommand(
            "unmerge",
            "Lets an issue stand for itself again, with its own traces. One that was merged by itself, since a trace had signatures of both, is kept apart from then on.",
            "fleet issues unmerge 18") { id };
        command.SetApiAction(environment, async context =>
        {
            var request = new UnmergeIssueRequest { Project = context.Project, Issue = context.Parsed.GetValue(id) };
            var answer = await context.Api.Issues.UnmergeIssueAsync(request, cancellationToken: context.Cancellation);
            IssueStateCommands.Print(context, answer, answer.Issue);
        });
        return command;
    }

    public static Command Similar(CliEnvironment environment)
    {
        var id = IssueCommands.Id();
        var command = new ExampleCommand("similar", "Lists issues that resemble one, the most similar first: 'fleet issues merge' joins them.", "fleet issues similar 17") { id };
        command.SetApiAction(environment, async context =>
        {
            var request = new ListSimilarIssuesRequest { Project = context.Project, Issue = context.Parsed.GetValue(id) };
            var answer = await context.Api.Issues.ListSimilarIssuesAsync(request, cancellationToken: context.Cancellation);
            context.Print(answer, () =>
            {
                var table = new Table(">SIMILARITY", ">ISSUE", "STATE", ">TRACES", "TITLE", "SINCE");
                foreach (var similar in answer.Issues)
                {
                    table.Add(
                        similar.Similarity.ToString("0.00", CultureInfo.InvariantCulture),
                        NumberText.Of(similar.Issue.Id),
                        IssueText.StateOf(similar.Issue),
                        NumberText.Of(similar.Issue.Traces),
                        similar.Issue.Title,
                        similar.Reason);
                }

                return table;
            });
        });
        return command;
    }

    public static Command Split(CliEnvironment environment)
    {
        var id = IssueCommands.Id();
        var command = new ExampleCommand(
            "split", "Shows the different whole stacks of an issue, the most frequent first: whether it is one bug, or several that begin alike.", "fleet issues split 17") { id };
        command.SetApiAction(environment, async context =>
        {
            var request = new ListIssuePartsRequest { Project = context.Project, Issue = context.Parsed.GetValue(id) };
            var answer = await context.Api.Issues.ListIssuePartsAsync(request, cancellationToken: context.Cancellation);
            if (context.Parsed.GetValue(FleetCommand.Json))
            {
                await environment.Out.WriteLineAsync(JsonText.Of(answer));
                return;
            }

            foreach (var part in answer.Parts)
            {
                await environment.Out.WriteLineAsync(Table.Printable($"{part.Traces} of {answer.Traces} traces, e.g. {part.Trace}:"));
                foreach (var line in part.Stack.Split('\n'))
                {
                    await environment.Out.WriteLineAsync($"    {Table.Printable(line)}");
                }
            }
        });
        return command;
    }
}
