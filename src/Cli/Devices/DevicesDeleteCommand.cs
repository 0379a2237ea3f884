using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;

namespace Fleet.Cli.Devices;

internal static class DevicesDeleteCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var serial = new Argument<string>("serial") { Description = "Serial of the device." };
        var yes = new Option<bool>("--yes") { Description = "Yes, for ever." };
        var command = new ExampleCommand(
            "delete",
            "Deletes a device with its reports, crashes, logs and attachments. What it added to the sums of cohorts and fleet stays there. If it contacts the server again, it is a new device.",
            "fleet devices delete SN-000123 --yes") { serial, yes };
        command.SetApiAction(environment, async context =>
        {
            var name = context.Parsed.GetValue(serial);
            if (!context.Parsed.GetValue(yes))
            {
                throw new CliException(ExitCode.Usage, $"this deletes {name} and all of its data for ever; add --yes if you mean it");
            }

            await context.Api.Management.DeleteDeviceAsync(new DeleteDeviceRequest { Project = context.Project, Serial = name }, cancellationToken: context.Cancellation);
            context.Note($"{name} is deleted");
        });
        return command;
    }
}
