using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;

namespace Fleet.Cli.Devices;

internal static class DevicesCreateCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var serial = new Argument<string>("serial") { Description = "Serial of the device." };
        var change = new DeviceChangeOptions();
        var command = new ExampleCommand(
            "create",
            "Makes a device known ahead of its first contact. It is pending until then, and keeps what it is given here.",
            "fleet devices create SN-000123",
            "fleet devices create SN-000123 --cohort beta --nickname \"Lab 7\" --set site=Bern --set floor=3")
        {
            serial,
        };
        change.AddTo(command);
        command.SetApiAction(environment, async context =>
        {
            var request = new CreateDeviceRequest { Project = context.Project, Serial = context.Parsed.GetValue(serial), Device = change.Read(context.Parsed) };
            var answer = await context.Api.Management.CreateDeviceAsync(request, cancellationToken: context.Cancellation);
            context.Print(answer.Device, () => DevicesShowCommand.Facts(answer.Device, environment));
        });
        return command;
    }
}
