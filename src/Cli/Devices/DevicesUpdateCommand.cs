using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;

namespace Fleet.Cli.Devices;

internal static class DevicesUpdateCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var serial = new Argument<string>("serial") { Description = "Serial of the device." };
        var change = new DeviceChangeOptions();
        var command = new ExampleCommand(
            "update",
            "Moves a device to another cohort, names it, sets and removes attributes. What it reported stays where it counted.",
            "fleet devices update SN-000123 --cohort beta",
            "fleet devices update SN-000123 --nickname \"Lab 7\" --set site=Bern --remove floor",
            "fleet devices update SN-000123 --set 'zip=\"8000\"'")
        {
            serial,
        };
        change.AddTo(command);
        command.SetApiAction(environment, async context =>
        {
            var request = new UpdateDeviceRequest { Project = context.Project, Serial = context.Parsed.GetValue(serial), Change = change.Read(context.Parsed) };
            var answer = await context.Api.Management.UpdateDeviceAsync(request, cancellationToken: context.Cancellation);
            context.Print(answer.Device, () => DevicesShowCommand.Facts(answer.Device, environment));
        });
        return command;
    }
}
