using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;

namespace Fleet.Cli.Issues;

/// <summary><c>issues rules</c>: how a project's traces are grouped.</summary>
internal static class RuleCommands
{
    public static Command Create(CliEnvironment environment) => new("rules", "The project's rules of grouping: which frames are the application's, and which count.")
    {
        Show(environment), Preview(environment), Set(environment),
    };

    private static ExampleCommand Show(CliEnvironment environment)
    {
        var command = new ExampleCommand("show", "Prints the rules as they were written.", "fleet issues rules show > rules.txt");
        command.SetApiAction(environment, async context =>
        {
            var answer = await context.Api.Issues.GetGroupingRulesAsync(new GetGroupingRulesRequest { Project = context.Project }, cancellationToken: context.Cancellation);
            if (context.Parsed.GetValue(FleetCommand.Json))
            {
                await environment.Out.WriteLineAsync(JsonText.Of(answer));
                return;
            }

            await environment.Out.WriteAsync(answer.Text);
            context.Note(answer.Text.Length == 0 ? "There are no rules: what is not of the system is of the application."
                : answer.Regrouping ? "Stored traces still follow the last change."
                : "");
        });
        return command;
    }

    private static ExampleCommand Preview(CliEnvironment environment)
    {
        var file = RulesFile();
        var command = new ExampleCommand(
            "preview",
            "Shows what rules would change, over the newest traces of each issue: which issues would be joined, and whose next traces would be told apart. Changes nothing.",
            "fleet issues rules preview rules.txt",
            "echo 'system module libvendor*' | fleet issues rules preview -") { file };
        command.SetApiAction(environment, async context =>
        {
            var request = new PreviewGroupingRulesRequest { Project = context.Project, Text = await ReadAsync(context, file) };
            var answer = await context.Api.Issues.PreviewGroupingRulesAsync(request, cancellationToken: context.Cancellation);
            context.Print(answer, () => TableOf(answer));
            context.Note($"{answer.Changed} of {answer.Traces} traces would have another signature.");
        });
        return command;
    }

    private static ExampleCommand Set(CliEnvironment environment)
    {
        var file = RulesFile();
        var command = new ExampleCommand(
            "set",
            "Sets the rules, one a line: app|system|skip|past  module|path|function|build-id  PATTERN, with * and ?. 'app' and 'system' say whose a frame is, the first that matches; 'skip' is as if a "
            + "frame were not there; 'past' keeps it in the signature and looks one frame further. Stored traces follow in the background: issues may be joined, none is split.",
            "fleet issues rules set rules.txt",
            "printf 'app module myapp*\\nskip function log_*\\n' | fleet issues rules set -") { file };
        command.SetApiAction(environment, async context =>
        {
            var request = new SetGroupingRulesRequest { Project = context.Project, Text = await ReadAsync(context, file) };
            var answer = await context.Api.Issues.SetGroupingRulesAsync(request, cancellationToken: context.Cancellation);
            context.Print(answer, () =>
            {
                var table = new Table(">REVISION");
                table.Add(NumberText.Of(answer.Revision));
                return table;
            });
        });
        return command;
    }

    private static Argument<string> RulesFile() => new("file") { Description = "Text file with the rules; - reads standard input." };

    private static async Task<string> ReadAsync(ApiContext context, Argument<string> file)
    {
        var path = context.Parsed.GetValue(file)!;
        try
        {
            return path == "-" ? await Console.In.ReadToEndAsync(context.Cancellation) : await File.ReadAllTextAsync(path, context.Cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Failure, e.Message);
        }
    }

    private static Table TableOf(PreviewGroupingRulesResponse answer)
    {
        var table = new Table("WOULD", ">TRACES", "ISSUES", "TITLE");
        foreach (var merge in answer.Merges)
        {
            table.Add("join", NumberText.Of(merge.Traces), string.Join(", ", merge.Issues), merge.Title);
        }

        foreach (var split in answer.Splits)
        {
            foreach (var part in split.Parts)
            {
                table.Add("tell apart", NumberText.Of(part.Traces), NumberText.Of(split.Issue), part.Title);
            }
        }

        return table;
    }
}
