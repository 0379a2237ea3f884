using System.CommandLine;
using Fleet.Cli.Commands;
using Fleet.Cli.Devices.Csv;

namespace Fleet.Cli.Devices;

/// <summary><c>devices import</c>: makes devices be as a CSV file says.</summary>
internal static class DevicesImportCommand
{
    /// <summary>The greatest file, at some hundred devices a second, twice.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromHours(2);

    public static Command Create(CliEnvironment environment)
    {
        var path = new Argument<string>("file") { Description = "CSV with a first line of column names: serial, and any of cohort, nickname, hardware_version, attribute.<key>." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Says of each line what would become of it, and changes nothing." };
        var skip = new Option<bool>("--skip-errors") { Description = "Applies the lines without errors. Else a file with an error changes nothing." };
        var command = new ExampleCommand(
            "import",
            "Creates the devices of a CSV file that are not there, and changes the others. An empty cell leaves a thing as it is. Importing a file again changes nothing.",
            "fleet devices import devices.csv --dry-run",
            "fleet devices import devices.csv",
            "fleet devices import devices.csv --skip-errors --json | jq .errors",
            "printf 'serial,cohort,attribute.site\\nSN-000123,beta,Bern\\n' > devices.csv") { path, dryRun, skip };
        command.SetApiAction(
            environment,
            context => RunAsync(context, context.Parsed.GetValue(path)!, context.Parsed.GetValue(dryRun), context.Parsed.GetValue(skip)),
            Timeout);
        return command;
    }

    private static async Task RunAsync(ApiContext context, string path, bool isDryRun, bool skipsErrors)
    {
        var import = new DeviceImport(context, Read(path));
        await import.PreviewAsync();
        var applies = !isDryRun && (import.Errors.Count == 0 || (skipsErrors && import.Results.Count > 0));
        if (applies)
        {
            await import.ApplyAsync();
        }

        new ImportReport(import, applies, isDryRun).Print(context);
        if (import.Errors.Count > 0)
        {
            throw new CliException(ExitCode.Failure, applies
                ? $"{path}: lines with errors were left out"
                : $"{path}: nothing was changed{(isDryRun ? "" : "; --skip-errors applies the lines without errors")}");
        }
    }

    private static DeviceFile Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return DeviceFileReader.Read(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.NotFound, $"{path} cannot be read: {e.Message}");
        }
    }
}
