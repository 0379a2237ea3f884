using System.CommandLine;
using System.Text;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;

namespace Fleet.Cli.Metrics;

/// <summary><c>metrics export</c>: the reports of a range as a file.</summary>
internal static class MetricsExportCommand
{
    /// <summary>For all of it: gigabytes over a slow line.</summary>
    private static readonly TimeSpan Within = TimeSpan.FromHours(6);

    public static Command Create(CliEnvironment environment)
    {
        var options = new ExportOptions();
        var command = new ExampleCommand(
            "export",
            "Writes the reports of a range with their values as Parquet or CSV, a row for each report.",
            "fleet metrics export --from 2026-03-01 --to 2026-03-08 --output week.parquet",
            "fleet metrics export --since 24h --metric battery_soc_pct --metric uptime_s --format csv > day.csv",
            "fleet metrics export --since 7d --filter 'cohort = beta and software_version >= 1.4' --output beta.parquet");
        options.AddTo(command);
        command.SetApiAction(environment, context => RunAsync(context, options), Within);
        return command;
    }

    private static async Task RunAsync(ApiContext context, ExportOptions options)
    {
        var url = options.Url(context.Parsed, context.Target.Server, context.Project, context.Environment.Time.GetUtcNow());
        if (options.Output(context.Parsed) is not { } path)
        {
            context.Note((await PrintAsync(context, url)).ToString());
            return;
        }

        ExportSummary summary = null!;
        await WholeFile.WriteAsync(path, async file => summary = await ExportDownload.ReadAsync(context, url, chunk => file.WriteAsync(chunk, context.Cancellation)));
        if (context.Parsed.GetValue(FleetCommand.Json))
        {
            await context.Environment.Out.WriteLineAsync(summary.ToJson(path));
        }

        context.Note($"{path}: {summary}");
    }

    private static Task<ExportSummary> PrintAsync(ApiContext context, Uri url)
    {
        // A character may be cut by the end of a chunk.
        var decoder = Encoding.UTF8.GetDecoder();
        return ExportDownload.ReadAsync(context, url, async chunk =>
        {
            var text = new char[Encoding.UTF8.GetMaxCharCount(chunk.Length)];
            var length = decoder.GetChars(chunk.Span, text, flush: false);
            await context.Environment.Out.WriteAsync(text.AsMemory(0, length), context.Cancellation);
        });
    }
}
