using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Devices.Csv;
using Fleet.Cli.Output;

namespace Fleet.Cli.Devices;

/// <summary><c>devices export</c>: devices as a CSV file that import takes back.</summary>
internal static class DevicesExportCommand
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(30);

    public static Command Create(CliEnvironment environment)
    {
        var filter = new Option<string>("--filter") { Description = "Only devices that match.", HelpName = "filter" };
        var output = new Option<string>("--output") { Description = "The file to write; standard output when left out.", HelpName = "file" };
        var format = new Option<string>("--format") { Description = "Of the file.", DefaultValueFactory = _ => "csv" };
        format.AcceptOnlyFromAmong("csv");
        var command = new ExampleCommand(
            "export",
            "Writes devices with cohort, nickname, hardware version and attributes as CSV, which 'fleet devices import' takes back unchanged.",
            "fleet devices export --output devices.csv",
            "fleet devices export --filter 'cohort = beta' --format csv > beta.csv") { filter, output, format };
        command.SetApiAction(environment, context => RunAsync(context, context.Parsed.GetValue(filter) ?? "", context.Parsed.GetValue(output)), Timeout);
        return command;
    }

    private static async Task RunAsync(ApiContext context, string filter, string? path)
    {
        var devices = new List<Device>();
        var request = new ListDevicesRequest { Project = context.Project, Filter = filter, WithAttributes = true, PageSize = 1000 };
        do
        {
            var page = await context.Api.Devices.ListDevicesAsync(request, cancellationToken: context.Cancellation);
            devices.AddRange(page.Devices);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        using var csv = new MemoryStream();
        DeviceFileWriter.Write(csv, devices);
        if (path is null)
        {
            await context.Environment.Out.WriteAsync(System.Text.Encoding.UTF8.GetString(csv.GetBuffer(), 0, (int)csv.Length));
            return;
        }

        try
        {
            await File.WriteAllBytesAsync(path, csv.ToArray(), context.Cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Failure, $"{path} cannot be written: {e.Message}");
        }

        context.Note(NumberText.Of(devices.Count, "device"));
    }
}
