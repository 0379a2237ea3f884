using System.CommandLine;
using System.Text.Json;
using Fleet.Cli.Commands;
using Fleet.Cli.Connection;
using Fleet.Cli.Output;

namespace Fleet.Cli.Import;

/// <summary><c>import</c>: sends what an agent exported for a device without a network.</summary>
internal static class ImportCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var path = new Argument<string>("file") { Description = "What 'fleetctl export' wrote." };
        var key = new Option<string>("--key") { Description = "Project key, flt_key_... Else $FLEET_KEY, else the profile.", HelpName = "key" };
        var command = new ExampleCommand(
            "import",
            "Sends what an agent exported to a file, for a device without a network. Importing a file again changes nothing.",
            "fleet import /media/usb/SN-000123.flx --key flt_key_...",
            "fleet import SN-000123.flx --json | jq .acknowledged") { path, key };
        command.SetAction(async parsed =>
        {
            var target = TargetOptions.Resolve(parsed, environment, parsed.GetValue(key));
            if (target.ProjectKey is null)
            {
                throw new CliException(ExitCode.NotAuthenticated, "no project key is known: give --key flt_key_..., or set FLEET_KEY");
            }

            return await RunAsync(environment, target, parsed.GetValue(path)!, parsed.GetValue(FleetCommand.Json));
        });
        return command;
    }

    private static async Task<int> RunAsync(CliEnvironment environment, Target target, string path, bool asJson)
    {
        await using var file = Open(path);
        using var server = new DeviceHttp(target, environment.Time);
        var import = new FileImport(new ExportFile(file), server);
        try
        {
            await import.RunAsync(environment.Stop);
        }
        catch (ExportFileException e)
        {
            Print(environment, import.Summary, asJson);
            throw new CliException(ExitCode.Failure, $"{path} {e.Message}. What stood before is sent; import a good copy, nothing is taken twice");
        }
        catch (HttpRequestException e)
        {
            Print(environment, import.Summary, asJson);
            throw ApiError.Unreachable(target, $"{e.Message}. Import the file again, nothing is taken twice");
        }

        Print(environment, import.Summary, asJson);
        if (import.Summary.Rejected > 0)
        {
            await environment.Error.WriteLineAsync($"fleet: the server refused {import.Summary.Rejected} entries; 'fleet processing list' says why");
        }

        return import.Summary.Left == 0
            ? ExitCode.Success
            : throw new CliException(ExitCode.Failure, $"the server could not take {import.Summary.Left} entries: attachments or key tables that they name are not in {path}");
    }

    private static void Print(CliEnvironment environment, ImportSummary summary, bool asJson)
    {
        if (asJson)
        {
            environment.Out.WriteLine(JsonSerializer.Serialize(summary, ImportJson.Default.ImportSummary));
            return;
        }

        var table = new Table(">ATTACHMENTS", ">FRAMES", ">ACKNOWLEDGED", ">DUPLICATES", ">REJECTED", ">LEFT");
        long[] counts = [summary.Attachments, summary.Frames, summary.Acknowledged, summary.Duplicates, summary.Rejected, summary.Left];
        table.Add([.. counts.Select(NumberText.Of)]);
        table.Write(environment.Out, environment.Colour);
    }

    private static FileStream Open(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CliException(ExitCode.NotFound, $"{path} is not there");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Failure, $"{path}: {e.Message}");
        }
    }
}
