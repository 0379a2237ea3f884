using System.CommandLine;
using Fleet.Cli.Commands;
using Fleet.Cli.Observations;
using Fleet.Cli.Output;
using Fleet.Symbolication;
using Fleet.Symbolication.Core;

namespace Fleet.Cli.Traces;

/// <summary><c>traces download</c>: the core, and the symbols that go with it.</summary>
internal static class TraceDownloadCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var id = TraceCommands.Id();
        var output = new Option<string>("--output", "-o") { Description = "File to write the core to; core-ID here when left out.", HelpName = "file" };
        var symbols = new Option<string>("--symbols")
        {
            Description = "Folder to put programs, libraries and their debugging information into: sysroot/ by their paths, debug/ by their build-ids.",
            HelpName = "folder",
        };
        var command = new ExampleCommand(
            "download",
            "Downloads the core of a trace as an ELF file, and its symbols if asked for.",
            "fleet traces download 0102030405060708090a0b0c0d0e0f10",
            "fleet traces download 0102030405060708090a0b0c0d0e0f10 -o app.core --symbols symbols/",
            "gdb -iex 'set sysroot symbols/sysroot' -iex 'set debug-file-directory symbols/debug' symbols/sysroot/usr/bin/app app.core") { id, output, symbols };
        command.SetApiAction(
            environment,
            async context =>
            {
                var name = context.Parsed.GetValue(id)!;
                var path = context.Parsed.GetValue(output) ?? $"core-{name}";
                var trace = await CoreDownload.FindAsync(context, name);
                var bytes = await CoreDownload.SaveAsync(context, trace, path);
                if (context.Parsed.GetValue(FleetCommand.Json))
                {
                    await environment.Out.WriteLineAsync(JsonText.Of(trace.Core));
                }

                context.Note($"{path}: {bytes} bytes");
                if (context.Parsed.GetValue(symbols) is { } folder)
                {
                    await FetchAsync(context, path, folder);
                }
            },
            AttachmentDownload.Within);
        return command;
    }

    /// <summary>Fetches the symbols of a core, and tells what there was.</summary>
    public static async Task<SymbolFolder> FetchAsync(ApiContext context, string corePath, string folder)
    {
        var symbols = new SymbolFolder(context, Path.GetFullPath(folder));
        try
        {
            using var source = ByteSource.Map(corePath);
            using var core = CoreDump.Open(source, corePath);
            await symbols.FetchAsync(core);
        }
        catch (MalformedException e)
        {
            throw new CliException(ExitCode.Failure, e.Message);
        }

        context.Note($"{folder}: {symbols.Found} programs and libraries");
        foreach (var module in symbols.Missing)
        {
            context.Note($"not on the server: {Table.Printable(module.Path)} ({module.BuildId})");
        }

        return symbols;
    }
}
