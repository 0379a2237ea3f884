using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;

namespace Fleet.Cli.Sets;

internal static class SetCommands
{
    private static readonly Argument<string> Name = new("name") { Description = "Name of the set." };

    public static Command Create(CliEnvironment environment) => new("sets", "Device sets: saved filters with live membership.")
    {
        List(environment), Show(environment), New(environment), Change(environment), Delete(environment),
        SetMembersCommand.Create(environment), SetWatchCommand.Create(environment),
    };

    private static ExampleCommand List(CliEnvironment environment)
    {
        var command = new ExampleCommand("list", "Lists the sets by name.", "fleet sets list");
        command.SetApiAction(environment, async context =>
        {
            var answer = await context.Api.Sets.ListDeviceSetsAsync(new ListDeviceSetsRequest { Project = context.Project }, cancellationToken: context.Cancellation);
            context.Print(answer, () => SetTable.Of(answer.Sets));
        });
        return command;
    }

    private static ExampleCommand Show(CliEnvironment environment)
    {
        var command = new ExampleCommand("show", "Shows a set.", "fleet sets show low-battery", "fleet sets show low-battery --json | jq .position") { Name };
        command.SetApiAction(environment, async context =>
        {
            var request = new GetDeviceSetRequest { Project = context.Project, Name = context.Parsed.GetValue(Name) };
            var answer = await context.Api.Sets.GetDeviceSetAsync(request, cancellationToken: context.Cancellation);
            context.Print(answer, () => SetTable.Of([answer.Set]));
            context.Note(answer.Set.Description);
        });
        return command;
    }

    private static ExampleCommand New(CliEnvironment environment)
    {
        var filter = new Option<string>("--filter") { Description = "Which devices; see 'fleet devices list --help'.", HelpName = "filter", Required = true };
        var description = new Option<string>("--description") { Description = "For people.", HelpName = "text" };
        var command = new ExampleCommand(
            "create",
            "Creates a set.",
            "fleet sets create low-battery --filter 'battery_soc_pct < 20'",
            "fleet sets create lost --filter 'last_seen < 2d ago' --description 'Not heard of for two days'") { Name, filter, description };
        command.SetApiAction(environment, async context =>
        {
            var answer = await context.Api.Sets.CreateDeviceSetAsync(
                new CreateDeviceSetRequest
                {
                    Project = context.Project,
                    Name = context.Parsed.GetValue(Name),
                    Filter = context.Parsed.GetValue(filter),
                    Description = context.Parsed.GetValue(description) ?? "",
                },
                cancellationToken: context.Cancellation);
            context.Print(answer, () => SetTable.Of([answer.Set]));
        });
        return command;
    }

    private static ExampleCommand Change(CliEnvironment environment)
    {
        var filter = new Option<string>("--filter") { Description = "Which devices.", HelpName = "filter" };
        var description = new Option<string>("--description") { Description = "For people.", HelpName = "text" };
        var command = new ExampleCommand(
            "update",
            "Changes a set: what is left out stays as it is.",
            "fleet sets update low-battery --filter 'battery_soc_pct < 10'") { Name, filter, description };
        command.SetApiAction(environment, async context =>
        {
            var request = new UpdateDeviceSetRequest { Project = context.Project, Name = context.Parsed.GetValue(Name) };
            if (context.Parsed.GetValue(filter) is { } text)
            {
                request.Filter = text;
            }

            if (context.Parsed.GetValue(description) is { } about)
            {
                request.Description = about;
            }

            var answer = await context.Api.Sets.UpdateDeviceSetAsync(request, cancellationToken: context.Cancellation);
            context.Print(answer, () => SetTable.Of([answer.Set]));
        });
        return command;
    }

    private static ExampleCommand Delete(CliEnvironment environment)
    {
        var command = new ExampleCommand(
            "delete", "Deletes a set with its events and its sizes of the past. The devices stay.", "fleet sets delete low-battery") { Name };
        command.SetApiAction(environment, async context =>
        {
            var name = context.Parsed.GetValue(Name);
            var answer = await context.Api.Sets.DeleteDeviceSetAsync(
                new DeleteDeviceSetRequest { Project = context.Project, Name = name }, cancellationToken: context.Cancellation);
            context.Print(answer, () =>
            {
                var table = new Table("DELETED");
                table.Add(name!);
                return table;
            });
        });
        return command;
    }
}
