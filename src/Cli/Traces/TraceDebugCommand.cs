using System.CommandLine;
using Fleet.Cli.Commands;
using Fleet.Symbolication;
using Fleet.Symbolication.Core;

namespace Fleet.Cli.Traces;

/// <summary><c>traces debug</c>: a core and its symbols in the user's own debugger.</summary>
internal static class TraceDebugCommand
{
    /// <summary>A person sits before it.</summary>
    private static readonly TimeSpan Within = TimeSpan.FromDays(7);

    public static Command Create(CliEnvironment environment)
    {
        var id = TraceCommands.Id();
        var others = new Argument<string[]>("arguments") { Description = "Given to gdb as they are, after --.", Arity = ArgumentArity.ZeroOrMore };
        var gdb = new Option<string>("--gdb")
        {
            Description = "The debugger. Else $FLEET_GDB, else gdb, or gdb-multiarch for a core of another architecture.",
            HelpName = "program",
        };
        var folder = new Option<string>("--folder") { Description = "Where core and symbols are put and kept; a temporary folder that is removed when left out.", HelpName = "folder" };
        var print = new Option<bool>("--print") { Description = "Prints the command line instead of running it; goes with --folder, which has the files then." };
        var command = new ExampleCommand(
            "debug",
            "Fetches the core of a trace with its programs, libraries and debugging information, and opens them in gdb. gdb's automatic loading is off and it sees no file of this machine "
            + "in place of one of the device.",
            "fleet traces debug 0102030405060708090a0b0c0d0e0f10",
            "fleet traces debug 0102030405060708090a0b0c0d0e0f10 -- -batch -ex 'thread apply all bt full'",
            "fleet traces debug 0102030405060708090a0b0c0d0e0f10 --gdb aarch64-linux-gnu-gdb",
            "fleet traces debug 0102030405060708090a0b0c0d0e0f10 --folder crash/ --print") { id, others, gdb, folder, print };
        command.Validators.Add(result =>
        {
            if (result.GetValue(print) && result.GetResult(folder) is null)
            {
                result.AddError("--print goes with --folder: the command needs the files");
            }
        });
        command.SetApiAction(
            environment,
            async context =>
            {
                var kept = context.Parsed.GetValue(folder);
                var place = Path.GetFullPath(kept ?? Directory.CreateTempSubdirectory("fleet-debug-").FullName);
                try
                {
                    Directory.CreateDirectory(place);
                    var trace = await CoreDownload.FindAsync(context, context.Parsed.GetValue(id)!);
                    var core = Path.Combine(place, "core");
                    await CoreDownload.SaveAsync(context, trace, core);
                    var symbols = await TraceDownloadCommand.FetchAsync(context, core, place);
                    var program = context.Parsed.GetValue(gdb) ?? environment.Variable("FLEET_GDB") ?? NameFor(core, environment);
                    var arguments = GdbCommand.Arguments(symbols, core, context.Parsed.GetValue(others) ?? []);
                    if (context.Parsed.GetValue(print))
                    {
                        await environment.Out.WriteLineAsync(GdbCommand.Text(program, arguments));
                    }
                    else if (await ForegroundProgram.RunAsync(program, arguments, context.Cancellation) is not 0 and var code)
                    {
                        throw new CliException(ExitCode.Failure, $"{program} ended with {code}");
                    }
                }
                finally
                {
                    if (kept is null)
                    {
                        Directory.Delete(place, recursive: true);
                    }
                }
            },
            Within);
        return command;
    }

    private static string NameFor(string corePath, CliEnvironment environment)
    {
        using var source = ByteSource.Map(corePath);
        using var core = CoreDump.Open(source, corePath);
        return GdbCommand.NameFor(core.Machine, environment.Variable("PATH"));
    }
}
