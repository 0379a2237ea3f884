using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;
using Google.Protobuf;

namespace Fleet.Cli.Issues;

/// <summary><c>issues trackers</c>.</summary>
internal static class TrackerCommands
{
    public static Command Create(CliEnvironment environment) => new("trackers", "Trackers that tickets can be made in, with everything filled in.") { List(environment), Set(environment) };

    private static ExampleCommand List(CliEnvironment environment)
    {
        var command = new ExampleCommand("list", "Lists the trackers of the project.", "fleet issues trackers list");
        command.SetApiAction(environment, async context =>
        {
            var answer = await context.Api.Issues.GetTrackersAsync(new GetTrackersRequest { Project = context.Project }, cancellationToken: context.Cancellation);
            Print(context, answer, answer.Trackers);
        });
        return command;
    }

    private static ExampleCommand Set(CliEnvironment environment)
    {
        var trackers = new Argument<string[]>("tracker")
        {
            Description = "NAME=URL of the form for a new ticket, with {id}, {title}, {class}, {software_type}, {version}, {traces}, {devices}, {url}, {stack} where they go.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new ExampleCommand(
            "set",
            "Sets the trackers of the project, all of them; none when none is given.",
            "fleet issues trackers set 'github=https://github.com/me/app/issues/new?title={title}&body={stack}%0A{url}'",
            "fleet issues trackers set 'gitlab=https://gitlab.com/me/app/-/issues/new?issue[title]={title}&issue[description]={stack}'",
            "fleet issues trackers set 'jira=https://me.atlassian.net/secure/CreateIssueDetails!init.jspa?pid=10000&issuetype=10004&summary={title}&description={stack}'") { trackers };
        command.SetApiAction(environment, async context =>
        {
            var request = new SetTrackersRequest { Project = context.Project, Trackers = { (context.Parsed.GetValue(trackers) ?? []).Select(Read) } };
            var answer = await context.Api.Issues.SetTrackersAsync(request, cancellationToken: context.Cancellation);
            Print(context, answer, answer.Trackers);
        });
        return command;
    }

    private static Tracker Read(string text) => text.IndexOf('=') is > 0 and var at
        ? new Tracker { Name = text[..at], Template = text[(at + 1)..] }
        : throw new CliException(ExitCode.Usage, $"'{text}' is no tracker: NAME=URL");

    private static void Print(ApiContext context, IMessage answer, IEnumerable<Tracker> trackers) => context.Print(answer, () =>
    {
        var table = new Table("TRACKER", "URL");
        foreach (var tracker in trackers)
        {
            table.Add(tracker.Name, tracker.Template);
        }

        return table;
    });
}
