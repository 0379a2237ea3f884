using System.CommandLine;
using System.Text.Json;
using Fleet.Cli.Commands;
using Fleet.Cli.Connection;

namespace Fleet.Cli.Simulation;

internal static class SimulateCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var options = new SimulateOptions();
        var command = new ExampleCommand(
            "simulate",
            "Simulates devices that report to the server, checks every acknowledgement, and compares the fleet's rollups with what was sent.",
            "fleet simulate --devices 1000 --reports 24 --backfill 24h --batch 24    # a day of history",
            "fleet simulate --devices 50 --interval 10s                             # until Ctrl-C",
            "fleet simulate --devices 100000 --reports 1 --rate max --connections 256",
            "fleet simulate --devices 500 --reports 20 --resend 5 --versions 1.0.0,1.1.0 --json");
        options.AddTo(command);
        command.SetAction(async parsed =>
        {
            SocketTuning.Apply();
            var target = TargetOptions.Resolve(parsed, environment, parsed.GetValue(options.Key));
            return await RunAsync(parsed, options, target, environment);
        });
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, SimulateOptions parsedOptions, Target target, CliEnvironment environment)
    {
        var options = parsedOptions.Build(parsed, target);
        var metrics = new SimulatedMetrics(options.Metrics, options.Distributions, options.Seed, options.Values);
        var clock = new SimulationClock(environment.Time, options.Backfill, options.Reports, options.Until);
        using var api = WantsCheck(parsed, parsedOptions, target) ? new ApiClient(target) : null;
        var totals = api is null ? null : new FleetTotals(api, target, clock);
        var before = totals is null ? null : await totals.ReadAllAsync(metrics, environment.Stop);

        var run = new LoadRun(options, () => new SyncFormat(options, new ReportContent(options, metrics), clock), environment.Time);
        var progress = new ProgressLine(
            environment.Error, environment.ErrorIsTerminal, options.Reports is { } each ? options.Devices * ((each + options.Batch - 1) / options.Batch) : null);
        LoadResult load;
        try
        {
            load = await run.RunAsync(progress.Show, environment.Stop);
        }
        catch (SimulationFailedException e)
        {
            throw new CliException(e.ExitCode, e.Message);
        }
        finally
        {
            progress.End();
        }

        // After Ctrl-C the check is still worth its second: what was acknowledged is known all the same.
        var check = totals is null || load.Failure is not null || load.Uploads == 0
            ? null
            : await new RollupCheck(totals, metrics, before!, environment.Time).RunAsync(
                run.Devices, load.LastAccepted, parsed.GetValue(parsedOptions.CheckTimeout) ?? TimeSpan.FromMinutes(1), CancellationToken.None);
        var summary = SimulationSummary.Of(options.Devices, run.Devices.Sum(d => d.Acknowledged), load, check);
        if (parsed.GetValue(FleetCommand.Json))
        {
            await environment.Out.WriteLineAsync(JsonSerializer.Serialize(summary, SummaryJson.Default.SimulationSummary));
        }
        else
        {
            SummaryText.Write(environment.Out, summary, check);
        }

        return load.Failure?.ExitCode ?? (load.Mismatches > 0 || check is { Passed: false } ? ExitCode.Failure : ExitCode.Success);
    }

    private static bool WantsCheck(ParseResult parsed, SimulateOptions options, Target target)
    {
        bool? asked = parsed.GetResult(options.Check) is null ? null : parsed.GetValue(options.Check) ?? true;
        return asked switch
        {
            true when target.Token is null => throw new CliException(ExitCode.NotAuthenticated, "--check asks the query API, which wants an API token: --token or FLEET_TOKEN"),
            null => target.Token is not null,
            { } wanted => wanted,
        };
    }
}
