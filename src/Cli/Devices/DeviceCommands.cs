using System.CommandLine;

namespace Fleet.Cli.Devices;

internal static class DeviceCommands
{
    public static Command Create(CliEnvironment environment) => new("devices", "Devices of the project.")
    {
        DevicesListCommand.Create(environment),
        DevicesShowCommand.Create(environment),
        DevicesReportsCommand.Create(environment),
        DevicesCreateCommand.Create(environment),
        DevicesUpdateCommand.Create(environment),
        DevicesDeleteCommand.Create(environment),
        DevicesConfigureCommand.Create(environment),
        DevicesImportCommand.Create(environment),
        DevicesExportCommand.Create(environment),
        DevicesBulkCommand.Create(environment),
    };
}
