using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;
using Fleet.Cli.Retention;

namespace Fleet.Cli.Projects;

internal static class ProjectCommands
{
    public static Command Create(CliEnvironment environment) => new("projects", "Projects of the server.")
    {
        List(environment), New(environment), ConfigurationCommands.Show(environment), ConfigurationCommands.Change(environment),
        RetentionCommands.Create(environment),
    };

    private static ExampleCommand List(CliEnvironment environment)
    {
        var command = new ExampleCommand("list", "Lists the projects that the token opens.", "fleet projects list");
        command.SetApiAction(environment, async context =>
        {
            var answer = await context.Api.Projects.ListProjectsAsync(new ListProjectsRequest(), cancellationToken: context.Cancellation);
            context.Print(answer, () =>
            {
                var table = new Table("PROJECT");
                foreach (var project in answer.Projects)
                {
                    table.Add(project.Name);
                }

                return table;
            });
        });
        return command;
    }

    private static ExampleCommand New(CliEnvironment environment)
    {
        var name = new Argument<string>("name") { Description = "Lower-case letters, digits and hyphens, 1 to 40." };
        var command = new ExampleCommand(
            "create",
            "Creates a project and a first API token for it, which is shown this once.",
            "fleet projects create washing-machines",
            "fleet projects create washing-machines --json | jq -r .apiToken") { name };
        command.SetApiAction(environment, async context =>
        {
            var answer = await context.Api.Projects.CreateProjectAsync(
                new CreateProjectRequest { Name = context.Parsed.GetValue(name) }, cancellationToken: context.Cancellation);
            context.Print(answer, () =>
            {
                var table = new Table("PROJECT", "API TOKEN");
                table.Add(answer.Project.Name, answer.ApiToken);
                return table;
            });
            context.Note("The token is shown this once: the server keeps its hash only.");
        });
        return command;
    }
}
