using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;
using ZstdSharp;

namespace Fleet.Cli.Observations;

/// <summary><c>coredumps download</c>, <c>recordings download</c>, <c>logs download</c>.</summary>
internal static class DownloadCommands
{
    public static Command Coredump(CliEnvironment environment)
    {
        var id = new Argument<string>("id") { Description = "Id of the crash; see 'fleet crashes list'." };
        var raw = new Option<bool>("--raw") { Description = "As it came from the device: zstd." };
        var output = Output("core-ID, or core-ID.zst with --raw, here");
        var command = new ExampleCommand(
            "download", "Downloads the core of a crash as an ELF file.", "fleet coredumps download 0102030405060708090a0b0c0d0e0f10", "fleet coredumps download 0102030405060708090a0b0c0d0e0f10 -o app.core")
        {
            id, output, raw,
        };
        command.SetApiAction(
            environment,
            async context =>
            {
                var (crash, isRaw) = (context.Parsed.GetValue(id)!, context.Parsed.GetValue(raw));
                var found = await AttachmentDownload.FindAsync(
                    context, ObservationType.Coredump, crash, $"no coredump of crash '{crash}' is here; the device may have it: fleet coredumps request SERIAL {crash}");
                await SaveAsync(context, found, context.Parsed.GetValue(output) ?? $"core-{crash}{(isRaw ? ".zst" : "")}", isRaw ? null : Unzstd);
            },
            AttachmentDownload.Within);
        return command;
    }

    public static Command Recording(CliEnvironment environment)
    {
        var id = new Argument<string>("id") { Description = "Id of the recording; see 'fleet recordings list'." };
        var output = Output("the recording's own name, here");
        var command = new ExampleCommand("download", "Downloads a recording.", "fleet recordings download 0102030405060708090a0b0c0d0e0f10") { id, output };
        command.SetApiAction(
            environment,
            async context =>
            {
                var asked = context.Parsed.GetValue(id)!;
                var found = await AttachmentDownload.FindAsync(context, ObservationType.Recording, asked, $"no recording '{asked}' is here");

                // The name is the device's: it may name no other folder and overwrite nothing unasked.
                var name = context.Parsed.GetValue(output);
                var own = Path.GetFileName(found.Recording.Name);
                if (name is null && (own.Length == 0 || File.Exists(own)))
                {
                    throw new CliException(ExitCode.Failure, $"{own} is there already: give --output");
                }

                await SaveAsync(context, found, name ?? own, decode: null);
            },
            AttachmentDownload.Within);
        return command;
    }

    public static Command Log(CliEnvironment environment)
    {
        var id = new Argument<string>("id") { Description = "Id of the log file; see 'fleet logs list'." };
        var raw = new Option<bool>("--raw") { Description = "To a file, as it came from the device: zstd of MessagePack." };
        var output = Output("log-ID.zst, here");
        var command = new ExampleCommand(
            "download",
            "Prints a log file, a line for each record; with --json an object for each.",
            "fleet logs download 0102030405060708090a0b0c0d0e0f10",
            "fleet logs download 0102030405060708090a0b0c0d0e0f10 --json | jq -r .message",
            "fleet logs download 0102030405060708090a0b0c0d0e0f10 --raw -o log.zst")
        {
            id, output, raw,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(output) is not null && !result.GetValue(raw))
            {
                result.AddError("--output goes with --raw; lines go to standard output");
            }
        });
        command.SetApiAction(
            environment,
            async context =>
            {
                var (asked, isRaw) = (context.Parsed.GetValue(id)!, context.Parsed.GetValue(raw));
                var found = await AttachmentDownload.FindAsync(context, ObservationType.LogFile, asked, $"no log file '{asked}' is here");
                if (isRaw)
                {
                    await SaveAsync(context, found, context.Parsed.GetValue(output) ?? $"log-{asked}.zst", decode: null);
                    return;
                }

                var printer = new LogPrinter(environment.Out, asJson: context.Parsed.GetValue(FleetCommand.Json));
                await AttachmentDownload.ReadAsync(context, found.LogFile.Attachment, async content =>
                {
                    await using var records = Unzstd(content);
                    await LogRecords.ReadAsync(records, printer.Print, context.Cancellation);
                });
            },
            AttachmentDownload.Within);
        return command;
    }

    private static DecompressionStream Unzstd(Stream content) => new(content, leaveOpen: true);

    private static Option<string> Output(string initial) => new("--output", "-o") { Description = $"File to write; {initial} when left out.", HelpName = "file" };

    private static async Task SaveAsync(ApiContext context, Observation observation, string path, Func<Stream, Stream>? decode)
    {
        var attachment = ObservationText.AttachmentOf(observation)!;
        var bytes = await AttachmentDownload.SaveAsync(context, attachment, path, decode);
        if (context.Parsed.GetValue(FleetCommand.Json))
        {
            await context.Environment.Out.WriteLineAsync(JsonText.Of(observation));
        }

        context.Note($"{path}: {bytes} bytes");
    }
}
