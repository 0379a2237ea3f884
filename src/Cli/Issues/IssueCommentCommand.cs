using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;

namespace Fleet.Cli.Issues;

/// <summary><c>issues comment</c>.</summary>
internal static class IssueCommentCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var id = IssueCommands.Id();
        var text = new Argument<string>("text") { Description = "What is to be said; - reads it from standard input.", Arity = ArgumentArity.ZeroOrOne };
        var delete = TypedOption.AtLeast<long>("--delete", "comment", 1, 0, "Deletes the comment of this number instead.");
        var command = new ExampleCommand(
            "comment",
            "Adds a comment to an issue, in the name of the token; or deletes one.",
            "fleet issues comment 17 'Only with the old modem firmware'",
            "git log -1 --format=%B | fleet issues comment 17 -",
            "fleet issues comment 17 --delete 2") { id, text, delete };
        command.Validators.Add(result =>
        {
            if (result.GetResult(text)?.Tokens.Count > 0 == (result.GetResult(delete) is { Implicit: false }))
            {
                result.AddError("give a text, or --delete");
            }
        });
        command.SetApiAction(environment, async context =>
        {
            var issue = context.Parsed.GetValue(id);
            if (context.Parsed.GetValue(delete) is > 0 and var comment)
            {
                var gone = await context.Api.Issues.DeleteIssueCommentAsync(
                    new DeleteIssueCommentRequest { Project = context.Project, Issue = issue, Comment = comment }, cancellationToken: context.Cancellation);
                context.Print(gone, () => Row("DELETED", NumberText.Of(comment)));
                return;
            }

            var said = context.Parsed.GetValue(text)!;
            var request = new CreateIssueCommentRequest { Project = context.Project, Issue = issue, Text = said == "-" ? await Console.In.ReadToEndAsync(context.Cancellation) : said };
            var answer = await context.Api.Issues.CreateIssueCommentAsync(request, cancellationToken: context.Cancellation);
            context.Print(answer, () => Row("COMMENT", NumberText.Of(answer.Comment.Id)));
        });
        return command;
    }

    private static Table Row(string name, string value)
    {
        var table = new Table(name);
        table.Add(value);
        return table;
    }
}
