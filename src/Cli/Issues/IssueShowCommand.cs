using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;
using Fleet.Cli.Traces;
using Grpc.Core;

namespace Fleet.Cli.Issues;

/// <summary><c>issues show</c>: one issue in numbers, with the stack of its newest good trace.</summary>
internal static class IssueShowCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var id = IssueCommands.Id();
        var days = new Option<bool>("--days") { Description = "Traces by day." };
        var command = new ExampleCommand(
            "show",
            "Shows an issue: by version, normalised by the devices that run it; what stands out among its devices; comments; the stack of its newest trace that was read from a core.",
            "fleet issues show 17",
            "fleet issues show 17 --days",
            "fleet issues show 17 --json | jq .issue.devices") { id, days };
        command.SetApiAction(environment, async context =>
        {
            var issue = context.Parsed.GetValue(id);
            var answer = await context.Api.Issues.GetIssueAsync(new GetIssueRequest { Project = context.Project, Issue = issue }, cancellationToken: context.Cancellation);
            if (context.Parsed.GetValue(FleetCommand.Json))
            {
                await environment.Out.WriteLineAsync(JsonText.Of(answer));
                return;
            }

            var asked = new GetIssueStatisticsRequest { Project = context.Project, Issue = issue };
            var statistics = (await context.Api.Issues.GetIssueStatisticsAsync(asked, cancellationToken: context.Cancellation)).Statistics;
            Print(environment, answer);
            Print(environment, IssueText.Versions(statistics));
            Print(environment, IssueText.Lifts(statistics));
            if (context.Parsed.GetValue(days))
            {
                Print(environment, IssueText.Days(statistics));
            }

            if (answer.Exemplars.Count > 0)
            {
                await PrintExemplarAsync(context, answer.Exemplars[0]);
            }
        });
        return command;
    }

    private static void Print(CliEnvironment environment, GetIssueResponse answer)
    {
        foreach (var line in IssueText.Head(answer.Issue))
        {
            environment.Out.WriteLine(line);
        }

        if (answer.Regression is { } back)
        {
            environment.Out.WriteLine(IssueText.Field("Back", $"in {back.Version}, {HumanTime.Minute(back.Time)} UTC; resolved in {back.ResolvedIn}, when {back.Baseline} was the greatest version known"));
        }

        if (answer.Merged.Count > 0)
        {
            environment.Out.WriteLine(IssueText.Field("Merged", string.Join(", ", answer.Merged)));
        }

        foreach (var comment in answer.Comments)
        {
            environment.Out.WriteLine();
            environment.Out.WriteLine(Table.Printable($"Comment {comment.Id} by {comment.Author}, {HumanTime.Minute(comment.Time)} UTC:"));
            foreach (var line in comment.Text.ReplaceLineEndings("\n").Split('\n'))
            {
                environment.Out.WriteLine($"    {Table.Printable(line)}");
            }
        }
    }

    private static void Print(CliEnvironment environment, Table table)
    {
        if (table.RowCount > 0)
        {
            environment.Out.WriteLine();
            table.Write(environment.Out, environment.Colour);
        }
    }

    private static async Task PrintExemplarAsync(ApiContext context, string id)
    {
        try
        {
            var answer = await context.Api.Traces.GetTraceAsync(new GetTraceRequest { Project = context.Project, Id = id }, cancellationToken: context.Cancellation);
            context.Environment.Out.WriteLine();
            TraceShowCommand.Print(context, answer.Trace, new StackText(), allThreads: false);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            // It went meanwhile.
        }
    }
}
