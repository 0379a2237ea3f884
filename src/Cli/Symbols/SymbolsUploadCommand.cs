using System.CommandLine;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;

namespace Fleet.Cli.Symbols;

/// <summary><c>symbols upload</c>: sends programs and debugging information that the server lacks.</summary>
internal static class SymbolsUploadCommand
{
    private const int MaxParallel = 16;

    /// <summary>For all of it: tens of gigabytes over an office's line.</summary>
    private static readonly TimeSpan Within = TimeSpan.FromHours(24);

    public static Command Create(CliEnvironment environment)
    {
        var paths = new Argument<string[]>("path")
        {
            Description = "Programs, libraries, debug files; folders with all below them; .deb, .rpm, .ipk, .tar, .tar.gz|xz|zst|bz2, .zip, also within each other.",
            Arity = ArgumentArity.OneOrMore,
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Says what would be uploaded, and uploads nothing." };
        var parallel = TypedOption.AtLeast("--parallel", "n", 1, 4, $"Files on their way at once, {MaxParallel} at most.");
        parallel.Validators.Add(result =>
        {
            if (!result.Errors.Any() && result.GetValueOrDefault<int>() > MaxParallel)
            {
                result.AddError($"--parallel: at most {MaxParallel}");
            }
        });
        var command = new ExampleCommand(
            "upload",
            "Finds ELF files with a build-id and uploads those that the server lacks, as they are: nothing is stripped. "
            + "A crash takes two things: the program itself, by whose unwind tables its stack is walked, and its debugging information, by which functions, files and lines "
            + "get their names. One file may be both. Where they are two (objcopy --only-keep-debug, -dbg and -dbgsym packages), upload both: the program as it is on the device, "
            + "and its debug file. At the end it names files without a build-id (link with -Wl,--build-id), programs without debugging information, and debug files whose program is "
            + "neither here nor on the server, by which no stack can be unwound. Split DWARF (.dwp, .dwo) beside a program is taken along. Uploading again sends nothing twice.",
            "fleet symbols upload build/myapp",
            "fleet symbols upload build/image/usr build/image-dbg/usr/lib/debug",
            "fleet symbols upload tmp/deploy/images/qemux86-64/core-image-dbg.tar.xz core-image.tar.xz",
            "fleet symbols upload *.deb *.rpm --dry-run",
            "fleet symbols upload out/ --json | jq -r '.cannotBeUnwound[]'") { paths, dryRun, parallel };
        command.SetApiAction(
            environment,
            context => RunAsync(context, context.Parsed.GetValue(paths)!, context.Parsed.GetValue(parallel), context.Parsed.GetValue(dryRun)),
            Within);
        return command;
    }

    private static async Task RunAsync(ApiContext context, string[] paths, int parallel, bool isDryRun)
    {
        if (Array.Find(paths, path => !File.Exists(path) && !Directory.Exists(path)) is { } missing)
        {
            throw new CliException(ExitCode.NotFound, $"{missing} is not there");
        }

        var report = new UploadReport();
        using (var upload = new SymbolUpload(context, report, parallel, isDryRun))
        {
            await upload.RunAsync(paths);
        }

        var summary = UploadSummary.Of(report, isDryRun);
        if (context.Parsed.GetValue(FleetCommand.Json))
        {
            await context.Environment.Out.WriteLineAsync(summary.ToJson());
        }
        else
        {
            summary.Write(context.Environment.Out);
        }

        if (report.Failed.Count > 0)
        {
            throw new CliException(ExitCode.Failure, $"{NumberText.Of(report.Failed.Count)} could not be read or were refused");
        }

        if (report.Found == 0)
        {
            throw new CliException(ExitCode.Failure, $"no ELF file with a build-id in {string.Join(' ', paths)}");
        }
    }
}
